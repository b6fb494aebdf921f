namespace Parley.Moderation;

/// <summary>How a text was read when something was found in it.</summary>
public enum ViewKind
{
    /// <summary>Folded: lower case, one letter for all that look alike, without marks and what cannot be seen.</summary>
    Plain,

    /// <summary>Digits and signs read as the letters that they imitate.</summary>
    Leet,

    /// <summary>Letters that stand apart, joined.</summary>
    Spaced,

    /// <summary>What stood in base64, hexadecimal, percent or backslash escapes, decoded.</summary>
    Decoded,

    /// <summary>Turned by thirteen letters.</summary>
    Rot13,

    /// <summary>Read from its end.</summary>
    Reversed,
}
