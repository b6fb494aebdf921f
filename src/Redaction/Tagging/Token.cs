namespace Parley.Redaction.Tagging;

/// <summary>A word, a number or a sign.</summary>
/// <param name="Hash">Of the letters, without their case.</param>
/// <param name="Shape">How it is written: see <see cref="Tokens"/>.</param>
/// <param name="Prefix">Hash of the first three letters.</param>
/// <param name="Suffix">Hash of the last three letters.</param>
/// <param name="LongSuffix">Hash of the last five letters.</param>
/// <param name="IsAfterLine">Whether a line ends before it.</param>
internal readonly record struct Token(int Start, int End, uint Hash, uint Shape, uint Prefix, uint Suffix, uint LongSuffix, bool IsAfterLine);
