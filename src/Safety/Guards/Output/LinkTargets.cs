using System.Buffers;

namespace Parley.Safety;

/// <summary>Which addresses an answer may lead to.</summary>
/// <param name="hosts">Each with those below it; empty for all.</param>
internal sealed class LinkTargets(IReadOnlyList<string> hosts)
{
    private const string Removed = "[link removed]";

    private static readonly SearchValues<char> AfterTarget = SearchValues.Create(" \t\r\n)>");
    private static readonly SearchValues<char> AfterScheme = SearchValues.Create(":/?#&\\");
    private static readonly SearchValues<char> AfterAddress = SearchValues.Create(" \t\r\n<>\"')]`|");

    /// <summary>Schemes that run nothing and show nothing.</summary>
    public static bool IsUsual(ReadOnlySpan<char> scheme) => IsWeb(scheme) || scheme.Equals("mailto", StringComparison.OrdinalIgnoreCase) || scheme.Equals("tel", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether what follows on a bracket may be the target of a link. What cannot be told for sure may not.</summary>
    public bool Allows(ReadOnlySpan<char> rest, bool isTorn)
    {
        var target = rest.TrimStart();
        if (target.IsEmpty && !rest.IsEmpty)
        {
            return false;
        }

        var end = target.IndexOfAny(AfterTarget);
        if (target is ['<', ..] && (end < 0 || target[end] != '>'))
        {
            return false;
        }

        target = (end < 0 ? target : target[..end]).TrimStart('<');
        var at = target.IndexOfAny(AfterScheme);
        return at < 0 ? !(isTorn && end < 0)
            : target[at] switch
            {
                ':' => IsWeb(target[..at]) ? target[at..].StartsWith("://") && AllowsHost(target[(at + 3)..], isTorn && end < 0) : IsUsual(target[..at]),
                '/' => at > 0 || target is not ['/', '/' or '\\', .. var host] || AllowsHost(host, isTorn && end < 0),
                '?' or '#' => true,
                _ => false,
            };
    }

    /// <summary>Addresses that stand in a word as they are.</summary>
    public void FindRefused(ReadOnlySpan<char> word, bool isTorn, List<LinkEdit> edits)
    {
        for (var at = 0; at < word.Length;)
        {
            var (start, host) = Next(word, at);
            if (start < 0)
            {
                break;
            }

            var length = word[host..].IndexOfAny(AfterAddress);
            var end = length < 0 ? word.TrimEnd().Length : host + length;
            if (end > host && !AllowsHost(word[host..end], isTorn && length < 0))
            {
                edits.RemoveAll(edit => edit.Start >= start && edit.Start < end);
                edits.Add(new(start, end - start, Removed));
            }

            at = Math.Max(end, host);
        }

        edits.Sort((one, other) => one.Start.CompareTo(other.Start));
    }

    // "//" after a scheme or by itself, however it leans, and "www." at the beginning of a name.
    private static (int Start, int Host) Next(ReadOnlySpan<char> word, int from)
    {
        for (var i = from; i < word.Length; i++)
        {
            if (i + 2 < word.Length && IsSlash(word[i]) && IsSlash(word[i + 1]) && !char.IsWhiteSpace(word[i + 2]))
            {
                var start = i;
                if (start > from && word[start - 1] == ':')
                {
                    for (start--; start > from && (char.IsAsciiLetterOrDigit(word[start - 1]) || word[start - 1] is '+' or '.' or '-'); start--)
                    {
                    }
                }

                return (start, i + 2);
            }

            if (word[i] is 'w' or 'W' && (i == 0 || !char.IsLetterOrDigit(word[i - 1])) && word[i..].StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            {
                return (i, i);
            }
        }

        return (-1, -1);
    }

    private static bool IsSlash(char c) => c is '/' or '\\';

    private static bool IsWeb(ReadOnlySpan<char> scheme) => scheme.Equals("https", StringComparison.OrdinalIgnoreCase) || scheme.Equals("http", StringComparison.OrdinalIgnoreCase);

    // A name before the host, as in user@host, is read in different ways by different readers.
    private bool AllowsHost(ReadOnlySpan<char> rest, bool isTorn)
    {
        if (hosts.Count == 0)
        {
            return true;
        }

        var end = rest.IndexOfAny("/?#\\");
        var authority = end < 0 ? rest : rest[..end];
        if (authority.Contains('@') || (end < 0 && isTorn))
        {
            return false;
        }

        var port = authority.LastIndexOf(':');
        var host = (port < 0 ? authority : authority[..port]).TrimEnd(".,;!").ToString();
        return hosts.Any(allowed => host.Equals(allowed, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + allowed, StringComparison.OrdinalIgnoreCase));
    }
}
