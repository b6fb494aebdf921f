namespace Parley.Redaction;

/// <summary>Addresses of the net: e-mail, URL, domain and IP. Each run of letters between blanks is looked at once.</summary>
internal static class WebReader
{
    private static readonly WordList Sites = new("site.|website.|domain.|visit|www|http|webpage|homepage|url.|host.|hostname|dns|webseite|página|browse|browsing|whois");
    private static readonly WordList Versions = new("version|ver.|release|build.|section|chapter|v.");

    public static void Read(Segment segment, List<PersonalDatum> found)
    {
        var text = segment.Text;
        for (var at = segment.From; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            ReadRun(segment, at, end, found);
            at = end;
        }
    }

    private static void ReadRun(Segment segment, int start, int end, List<PersonalDatum> found)
    {
        var run = segment.Text[start..end];
        if (run.Length < 3)
        {
            return;
        }

        if (run.Contains('@'))
        {
            EmailReader.Read(segment.Text, start, end, found);
        }

        if (run.IndexOf("://") > 0 || run.Contains("www.", StringComparison.OrdinalIgnoreCase))
        {
            UrlReader.Read(segment.Text, start, end, found);
        }
        else if (run.Contains('.'))
        {
            ReadDotted(segment, start, end, found);
        }

        if (run.Count(':') >= 2)
        {
            IpReader.ReadLong(segment.Text, start, end, found);
        }
    }

    private static void ReadDotted(Segment segment, int start, int end, List<PersonalDatum> found)
    {
        var text = segment.Text;
        for (var at = start; at < end;)
        {
            var stop = at;
            while (stop < end && (char.IsLetterOrDigit(text[stop]) || text[stop] is '.' or '-'))
            {
                stop++;
            }

            if (stop > at + 3 && segment.At(at - 1) != '@' && segment.At(stop) != '@')
            {
                var (from, to) = (at, stop);
                while (from < to && text[from] is '.' or '-')
                {
                    from++;
                }

                while (to > from && text[to - 1] is '.' or '-')
                {
                    to--;
                }

                var name = text[from..to];
                if (IpReader.IsShort(name) && segment.At(stop) is not '%')
                {
                    found.Add(new(DatumKinds.Ip, from, to, segment.SaysBefore(Versions, from, 12) ? 0.3 : 0.95));
                }
                else if (DomainName.Certainty(name, segment.SaysBefore(Sites, from)) is > 0 and var score)
                {
                    found.Add(new(DatumKinds.Domain, from, to, segment.At(from - 1) is '/' or '\\' || segment.At(stop) is '(' or '\\' ? 0.3 : score));
                }
            }

            at = stop + 1;
        }
    }
}
