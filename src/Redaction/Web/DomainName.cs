namespace Parley.Redaction;

/// <summary>Whether letters with dots between them are a name of the Domain Name System.</summary>
internal static class DomainName
{
    private const int Longest = 253;

    /// <returns>How certain that is; 0 when they are not.</returns>
    public static double Certainty(ReadOnlySpan<char> name, bool isSaid)
    {
        var last = name.LastIndexOf('.');
        if (last <= 0 || name.Length > Longest || !IsMadeOfLabels(name))
        {
            return 0;
        }

        var end = name[(last + 1)..];
        var rest = name[..last];
        if (!TopLevelDomains.Has(end) || (!rest.ContainsAnyInRange('a', 'z') && !rest.ContainsAnyInRange('A', 'Z')) || rest.Length < 2)
        {
            return 0;
        }

        // "done.It was": the next sentence begins without a blank.
        var isForgottenBlank = char.IsAsciiLetterUpper(end[0]) && !rest.ContainsAnyInRange('A', 'Z');
        var isPlain = !rest.Contains('.') && TopLevelDomains.IsWord(end);
        return isSaid ? 0.9 : isForgottenBlank || isPlain ? 0.3 : 0.85;
    }

    private static bool IsMadeOfLabels(ReadOnlySpan<char> name)
    {
        foreach (var label in name.Split('.'))
        {
            var part = name[label];
            if (part.Length is 0 or > 63 || part[0] == '-' || part[^1] == '-')
            {
                return false;
            }
        }

        return true;
    }
}
