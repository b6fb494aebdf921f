using System.Collections.Frozen;

namespace Parley.Moderation;

/// <summary>Reads lines that are turned by thirteen letters or written backwards; a line is kept only where it then looks more like language.</summary>
internal static class TurnedView
{
    private const int LongestLine = 400;
    private const int FewestKnown = 3;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = (
        """
        the a an and or but if of to in on at by for from with about as is are was were be been do does did have has had will would can could should
        not no it this that these those there he she they we you your i me my what which who when where why how all any some more tell say give show make
        write print reveal ignore previous instructions instruction system prompt rules password secret key forget now please want know kill bomb build
        der die das und ist nicht ein eine den mit auf für von zu les des est une que pour dans los las una por con para como
        """).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet().GetAlternateLookup<ReadOnlySpan<char>>();

    public static TextView? Rot13(TextView plain)
    {
        TextView? view = null;
        Span<char> turned = stackalloc char[LongestLine];
        for (var (start, end) = Line(plain, 0); start < plain.Length; (start, end) = Line(plain, end))
        {
            for (var i = start; i < end; i++)
            {
                turned[i - start] = Turn(plain[i]);
            }

            if (IsBetter(turned[..(end - start)], plain.Chars[start..end]))
            {
                view ??= new(ViewKind.Rot13, end - start);
                for (var i = start; i < end; i++)
                {
                    view.Add(turned[i - start], plain.StartOf(i), plain.EndOf(i));
                }
            }
        }

        return view;
    }

    public static TextView? Reversed(TextView plain)
    {
        TextView? view = null;
        Span<char> turned = stackalloc char[LongestLine];
        for (var (start, end) = Line(plain, 0); start < plain.Length; (start, end) = Line(plain, end))
        {
            plain.Chars[start..end].CopyTo(turned);
            turned[..(end - start)].Reverse();
            if (IsBetter(turned[..(end - start)], plain.Chars[start..end]))
            {
                view ??= new(ViewKind.Reversed, end - start);
                for (var i = end - 1; i >= start; i--)
                {
                    view.Add(plain[i], plain.StartOf(i), plain.EndOf(i));
                }

                view.Add('\n', plain.StartOf(start), plain.EndOf(start));
            }
        }

        return view;
    }

    /// <summary>The next line or sentence, with its end.</summary>
    private static (int Start, int End) Line(TextView plain, int start)
    {
        var end = start;
        while (end < plain.Length && end - start < LongestLine && plain[end] is not ('\n' or '.' or '?' or '!' or ':' or '"'))
        {
            end++;
        }

        return (start, Math.Min(plain.Length, Math.Min(end + 1, start + LongestLine)));
    }

    private static char Turn(char c) => c is >= 'a' and <= 'z' ? (char)('a' + ((c - 'a' + 13) % 26)) : c;

    private static bool IsBetter(ReadOnlySpan<char> turned, ReadOnlySpan<char> plain)
    {
        var (known, words) = Count(turned);
        return known >= FewestKnown && known * 3 >= words && known > 3 * Count(plain).Known;
    }

    private static (int Known, int Words) Count(ReadOnlySpan<char> line)
    {
        var (known, words, start) = (0, 0, -1);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i < line.Length && char.IsLetter(line[i]))
            {
                start = start < 0 ? i : start;
            }
            else if (start >= 0)
            {
                words++;
                known += Known.Contains(line[start..i]) ? 1 : 0;
                start = -1;
            }
        }

        return (known, words);
    }
}
