namespace Parley.Redaction;

/// <summary>
/// Numbers of payment cards that are written apart: digit by digit, in groups of any length, with more than one blank or over lines. As so many numbers
/// stand beside each other in tables, all digits of a run together must be the card.
/// </summary>
internal static class SpreadCards
{
    private const int Shortest = 15;
    private const int Longest = 19;
    private const int LongestGap = 3;

    /// <param name="at">Where a group of digits begins.</param>
    public static void Read(Segment segment, int at, List<PersonalDatum> found)
    {
        var text = segment.Text;
        if (FollowsOnDigit(text, at))
        {
            return;
        }

        Span<char> digits = stackalloc char[Longest];
        var (count, end, isSpread) = (0, at, false);
        for (var next = at; next < text.Length;)
        {
            if (!char.IsAsciiDigit(text[next]))
            {
                var gap = Gap(text, next);
                if (gap == 0)
                {
                    break;
                }

                isSpread = true;
                next += gap;
                continue;
            }

            if (count == Longest)
            {
                return;
            }

            digits[count++] = text[next++];
            end = next;
        }

        if (isSpread && count >= Shortest && !char.IsLetterOrDigit(segment.At(end)) && Cards.Certainty(digits[..count], isSaid: false) is > 0 and var score)
        {
            found.Add(new(DatumKinds.Card, at, end, score));
        }
    }

    private static bool FollowsOnDigit(ReadOnlySpan<char> text, int at)
    {
        var before = at;
        while (before > 0 && at - before < LongestGap && IsGap(text[before - 1]))
        {
            before--;
        }

        return before > 0 && (char.IsAsciiDigit(text[before - 1]) || (before == at && char.IsLetter(text[before - 1])));
    }

    private static int Gap(ReadOnlySpan<char> text, int from)
    {
        var length = 0;
        while (from + length < text.Length && length < LongestGap && IsGap(text[from + length]))
        {
            length++;
        }

        return from + length < text.Length && char.IsAsciiDigit(text[from + length]) ? length : 0;
    }

    private static bool IsGap(char c) => char.IsWhiteSpace(c) || c is '-' or '.' or '_' or '\u2011' or '\u2013';
}
