using System.Globalization;

namespace Parley.Moderation;

/// <summary>Characters that are written as numbers: <c>%6b</c>, <c>\x6b</c>, <c>\u006b</c>, <c>&amp;#107;</c>, <c>&amp;#x6b;</c>.</summary>
internal static class Escapes
{
    /// <summary>Decodes a run of escapes that begins here; what stands unescaped between them, up to two characters, belongs to it.</summary>
    /// <param name="fewest">A shorter run is left alone.</param>
    /// <returns>The end of the run; <paramref name="at"/> for none.</returns>
    public static int Read(ReadOnlySpan<char> text, int at, int fewest, ref TextView? raw)
    {
        if (text[at] is not ('%' or '\\' or '&') || One(text, at, out _) == 0)
        {
            return at;
        }

        var (count, end) = (0, at);
        for (var i = at; i < text.Length && i - end <= 12;)
        {
            var width = One(text, i, out _);
            count += width > 0 ? 1 : 0;
            i += Math.Max(1, width);
            end = width > 0 ? i : end;
        }

        if (count < fewest)
        {
            return end;
        }

        raw ??= new(ViewKind.Decoded, end - at);
        for (var i = at; i < end;)
        {
            var width = One(text, i, out var c);
            raw.Add(width > 0 ? c : text[i], i, i + Math.Max(1, width));
            i += Math.Max(1, width);
        }

        raw.Add('\n', end - 1, end);
        return end;
    }

    /// <returns>The length of the escape; 0 where there is none.</returns>
    private static int One(ReadOnlySpan<char> text, int at, out char c)
    {
        c = '\0';
        var rest = text[at..];
        return rest switch
        {
            ['%', ..] => Digits(rest, 1, 2, 0, out c),
            ['\\', 'x', ..] => Digits(rest, 2, 2, 0, out c),
            ['\\', 'u', ..] => Digits(rest, 2, 4, 0, out c),
            ['&', '#', 'x', _, _, ';', ..] => Digits(rest, 3, 2, 1, out c),
            ['&', '#', _, _, ';', ..] => Decimal(rest[2..4], 5, out c),
            ['&', '#', _, _, _, ';', ..] => Decimal(rest[2..5], 6, out c),
            _ => 0,
        };
    }

    private static int Digits(ReadOnlySpan<char> rest, int from, int length, int after, out char c)
    {
        c = '\0';
        if (rest.Length < from + length || !ushort.TryParse(rest.Slice(from, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return 0;
        }

        c = (char)code;
        return from + length + after;
    }

    private static int Decimal(ReadOnlySpan<char> digits, int width, out char c)
    {
        var isNumber = ushort.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code);
        c = (char)code;
        return isNumber ? width : 0;
    }
}
