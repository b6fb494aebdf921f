namespace Parley.Exchange;

/// <summary>An upload that cannot be imported at all; the message is for whoever sent it.</summary>
internal sealed class BrokenUploadException(string message) : Exception(message);

/// <summary>A conversation that cannot be imported while others can; the message is for whoever sent it.</summary>
internal sealed class BrokenConversationException(string message) : Exception(message);
