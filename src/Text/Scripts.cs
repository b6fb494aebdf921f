namespace Parley.Text;

/// <summary>How a character takes part in words.</summary>
public enum Script
{
    /// <summary>No part of a word.</summary>
    None,
    Latin,
    Greek,
    Cyrillic,
    Arabic,
    Hebrew,
    Devanagari,

    /// <summary>Letters of any other script that separates words by blanks, and digits.</summary>
    Other,

    /// <summary>Han, Kana, Hangul: indexed as pairs of characters.</summary>
    Cjk,

    /// <summary>Thai, Lao, Khmer, Burmese: no blanks between words, vowels and tones are marks; indexed as triples.</summary>
    SouthEast,
}

/// <summary>Tells the script of a character.</summary>
public static class Scripts
{
    public static Script Of(char c) => c switch
    {
        < '0' => Script.None,
        <= '9' => Script.Other,
        < 'A' => Script.None,
        <= 'Z' => Script.Latin,
        < 'a' => Script.None,
        <= 'z' => Script.Latin,
        < 'ª' => Script.None,
        _ => OfWide(c),
    };

    private static Script OfWide(char c) => c switch
    {
        >= '\u0E00' and <= '\u0EFF' or >= '\u1000' and <= '\u109F' or >= '\u1780' and <= '\u17FF' => char.IsLetterOrDigit(c) || IsMark(c) ? Script.SouthEast : Script.None,
        >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7AF' or >= '\uF900' and <= '\uFAFF' or '々'
            => char.IsLetter(c) ? Script.Cjk : Script.None,
        _ when !char.IsLetterOrDigit(c) && !IsMark(c) => Script.None,
        <= '\u024F' or >= '\u1E00' and <= '\u1EFF' => Script.Latin,
        >= '\u0370' and <= '\u03FF' or >= '\u1F00' and <= '\u1FFF' => Script.Greek,
        >= '\u0400' and <= '\u052F' => Script.Cyrillic,
        >= '\u0590' and <= '\u05FF' => Script.Hebrew,
        >= '\u0600' and <= '\u06FF' or >= '\u0750' and <= '\u077F' => Script.Arabic,
        >= '\u0900' and <= '\u097F' => Script.Devanagari,
        _ => Script.Other,
    };

    public static bool IsMark(char c) =>
        char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;
}
