namespace Parley.Reading;

/// <summary>A file that cannot be read, whoever tries: trying again changes nothing.</summary>
/// <param name="message">For its sender: what was wrong, and what would fix it. It holds nothing of the file's text.</param>
public sealed class UnreadableDocumentException(string message) : Exception(message);
