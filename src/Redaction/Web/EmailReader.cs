namespace Parley.Redaction;

/// <summary>Addresses of e-mail as people write them: the part before the sign of RFC 5322 without quotes, and a domain with a dot.</summary>
internal static class EmailReader
{
    private const int LongestLocal = 64;
    private const int LongestDomain = 255;

    public static void Read(ReadOnlySpan<char> text, int start, int end, List<PersonalDatum> found)
    {
        for (var sign = start; sign < end; sign++)
        {
            if (text[sign] != '@')
            {
                continue;
            }

            var from = sign;
            while (from > start && sign - from < LongestLocal && IsLocal(text[from - 1]))
            {
                from--;
            }

            while (from < sign && text[from] is '.' or '\'' or '-' or '=' or '/' or '*')
            {
                from++;
            }

            var to = sign + 1;
            while (to < end && to - sign <= LongestDomain && (char.IsLetterOrDigit(text[to]) || text[to] is '.' or '-'))
            {
                to++;
            }

            while (to > sign + 1 && text[to - 1] is '.' or '-')
            {
                to--;
            }

            var domain = text[(sign + 1)..to];
            var dot = domain.LastIndexOf('.');
            if (from < sign && dot > 0 && domain.Length - dot > 2 && char.IsLetter(domain[dot + 1]) && domain.IndexOf("..") < 0 && domain[0] is not ('.' or '-'))
            {
                found.Add(new(DatumKinds.Email, from, to, TopLevelDomains.Has(domain[(dot + 1)..]) ? 1 : 0.8));
            }
        }
    }

    private static bool IsLocal(char c) => char.IsLetterOrDigit(c) || c is '.' or '_' or '%' or '+' or '-' or '\'' or '!' or '#' or '$' or '&' or '*' or '/' or '=' or '?' or '^' or '`' or '{' or '|' or '}' or '~';
}
