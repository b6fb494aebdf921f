namespace Parley.Redaction;

/// <summary>A text in which parts were replaced.</summary>
/// <param name="Offsets">Where the places of the original went.</param>
public sealed record Redacted(string Text, OffsetMap Offsets);
