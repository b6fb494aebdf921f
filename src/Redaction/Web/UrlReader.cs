namespace Parley.Redaction;

/// <summary>URLs with a scheme, and those that begin with www. One that bears a password is a secret.</summary>
internal static class UrlReader
{
    private const int LongestScheme = 16;

    public static void Read(ReadOnlySpan<char> text, int start, int end, List<PersonalDatum> found)
    {
        for (var at = start; at < end;)
        {
            var (mark, www) = (text[at..end].IndexOf("://"), text[at..end].IndexOf("www.", StringComparison.OrdinalIgnoreCase));
            if (mark < 0 && www < 0)
            {
                return;
            }

            var isScheme = mark >= 0 && (www < 0 || mark < www);
            var from = at + (isScheme ? mark : www);
            var rest = isScheme ? from + 3 : from + 4;
            while (isScheme && from > at && at + mark - from < LongestScheme && (char.IsAsciiLetterOrDigit(text[from - 1]) || text[from - 1] is '+' or '-' or '.'))
            {
                from--;
            }

            var to = rest;
            while (to < end && text[to] is not ('<' or '>' or '"' or '`' or '{' or '}' or '|' or '^' or '\\') && !char.IsControl(text[to]))
            {
                to++;
            }

            to = Trim(text, rest, to);
            if (to > rest && from < rest - 3)
            {
                found.Add(BearsPassword(text[rest..to]) && isScheme ? new(DatumKinds.Secret, from, to, 1) : new(DatumKinds.Url, from, to, 0.97));
            }

            at = Math.Max(to, rest);
        }
    }

    /// <summary>Where a URL ends that stands in a sentence: signs after it belong to that, and a bracket that was opened before it.</summary>
    private static int Trim(ReadOnlySpan<char> text, int from, int to)
    {
        while (to > from)
        {
            var last = text[to - 1];
            var isOutside = last is '.' or ',' or ';' or ':' or '!' or '?' or '\'' or '*' or '_' or '”' or '’' or '»'
                || (last == ')' && text[from..to].Count('(') < text[from..to].Count(')'))
                || (last == ']' && text[from..to].Count('[') < text[from..to].Count(']'));
            if (!isOutside)
            {
                return to;
            }

            to--;
        }

        return to;
    }

    private static bool BearsPassword(ReadOnlySpan<char> rest)
    {
        var path = rest.IndexOf('/');
        var sign = (path < 0 ? rest : rest[..path]).LastIndexOf('@');
        var colon = sign < 0 ? -1 : rest[..sign].IndexOf(':');
        return colon >= 0 && sign - colon > 1;
    }
}
