using System.Globalization;

namespace Parley.Schemas.Patterns;

/// <summary>What follows a backslash.</summary>
internal sealed class PatternEscapes(PatternText text)
{
    public Expression ReadAtom()
    {
        if (text.Take("b"))
        {
            return new Expression.Anchor(Operation.Boundary);
        }

        if (text.Take("B"))
        {
            return new Expression.Anchor(Operation.NoBoundary);
        }

        return text.Peek is (>= '1' and <= '9') or 'k'
            ? throw new PatternException("refers back to a group (\\1, \\k), which cannot be matched in bounded time")
            : new Expression.OneOf(Read());
    }

    /// <summary>An escape that stands for letters, inside of a class or not; the backslash is read.</summary>
    public CharacterSet Read()
    {
        var letter = text.Next();
        return CharacterSet.Named(letter) ?? letter switch
        {
            'p' => ReadProperty(),
            'P' => ReadProperty() with { Negated = true },
            _ => CharacterSet.Of(Single(letter)),
        };
    }

    private int Single(int letter) => letter switch
    {
        't' => '\t',
        'n' => '\n',
        'v' => '\v',
        'f' => '\f',
        'r' => '\r',
        '0' => text.Peek is >= '0' and <= '9' ? throw new PatternException("writes a letter as an octal number, which Unicode patterns do not know; \\x or \\u is meant") : 0,
        'c' => text.Next() is var control && char.IsAsciiLetter((char)Math.Min(control, 0xFFFF)) ? control % 32 : throw new PatternException("has \\c without a letter"),
        'x' => Hex(2),
        'u' => ReadUnicode(),
        _ when letter < 128 && char.IsAsciiLetterOrDigit((char)letter) => throw new PatternException($"has \\{(char)letter}, which ECMA-262 does not know"),
        _ => letter,
    };

    private int ReadUnicode()
    {
        if (text.Take("{"))
        {
            var digits = text.Digits(IsHex, 8);
            text.Need("}");
            return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) && point is >= 0 and <= 0x10FFFF
                ? point
                : throw new PatternException("names no code point by \\u{…}");
        }

        var first = Hex(4);
        return char.IsHighSurrogate((char)first) && text.Try(() => text.Take("\\u") && Hex(4) is var low && char.IsLowSurrogate((char)low) ? (object)low : null) is int second
            ? char.ConvertToUtf32((char)first, (char)second)
            : first;
    }

    private int Hex(int digits) =>
        text.Digits(IsHex, digits) is var found && found.Length == digits
            ? int.Parse(found, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw new PatternException($"lacks {digits} hexadecimal digits after \\x or \\u");

    private CharacterSet ReadProperty()
    {
        text.Need("{");
        var name = text.Digits(letter => letter is not '}', 60);
        text.Need("}");
        return UnicodeProperties.Find(name) ?? throw new PatternException($"asks for \\p{{{name}}}; known are general categories such as \\p{{L}} or \\p{{Lowercase_Letter}}, Any, ASCII, Assigned");
    }

    private static bool IsHex(int letter) => letter < 128 && char.IsAsciiHexDigit((char)letter);
}
