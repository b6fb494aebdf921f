using System.Net;

namespace Parley.Sources.Web;

/// <summary>
/// Walks over the tags of a page without building its tree: what a stranger nests as deep as they like costs no more than its length.
/// </summary>
internal static class HtmlTags
{
    private const int MostAttributes = 50;
    private static readonly string[] Wanted = ["a", "area", "base", "link", "meta"];

    // What stands between these is no markup.
    private static readonly string[] Raw = ["script", "style", "textarea", "title", "template", "svg", "iframe", "xmp", "noembed", "noframes"];

    /// <summary>The tags that lead somewhere or say something of the page, with their attributes by lower-case names.</summary>
    public static IEnumerable<(string Name, IReadOnlyDictionary<string, string> Attributes)> Of(string html)
    {
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0 && at + 1 < html.Length; at = at < html.Length ? html.IndexOf('<', at) : -1)
        {
            if (html.AsSpan(at).StartsWith("<!--"))
            {
                at = After(html, "-->", at + 4);
                continue;
            }

            if (!char.IsAsciiLetter(html[at + 1]))
            {
                at++;
                continue;
            }

            var end = at + 1;
            while (end < html.Length && !char.IsWhiteSpace(html[end]) && html[end] is not ('>' or '/'))
            {
                end++;
            }

            var name = end - at <= 12 ? html[(at + 1)..end].ToLowerInvariant() : "";
            var isWanted = Wanted.Contains(name);
            at = Attributes(html, end, isWanted, out var attributes);
            if (isWanted && at <= html.Length)
            {
                yield return (name, attributes);
            }
            else if (Raw.Contains(name))
            {
                at = After(html, "</" + name, at);
            }
        }
    }

    /// <returns>Where the tag has ended; the end of the page when it never does.</returns>
    private static int Attributes(string html, int at, bool isWanted, out IReadOnlyDictionary<string, string> attributes)
    {
        var found = new Dictionary<string, string>();
        attributes = found;
        while (at < html.Length && html[at] != '>')
        {
            if (char.IsWhiteSpace(html[at]) || html[at] is '/' or '=')
            {
                at++;
                continue;
            }

            var start = at;
            at = Until(html, at, "=>/");
            var name = html[start..at];
            var value = "";
            var next = Past(html, at);
            if (next < html.Length && html[next] == '=')
            {
                (value, at) = Value(html, Past(html, next + 1));
            }

            if (isWanted && found.Count < MostAttributes)
            {
                found.TryAdd(name.ToLowerInvariant(), WebUtility.HtmlDecode(value));
            }
        }

        return Math.Min(at + 1, html.Length);
    }

    private static (string Value, int At) Value(string html, int at)
    {
        if (at < html.Length && html[at] is '"' or '\'')
        {
            var end = html.IndexOf(html[at], at + 1);
            return end < 0 ? ("", html.Length) : (html[(at + 1)..end], end + 1);
        }

        var start = at;
        at = Until(html, at, ">");
        return (html[start..at], at);
    }

    private static int Until(string html, int at, string ends)
    {
        while (at < html.Length && !char.IsWhiteSpace(html[at]) && !ends.Contains(html[at], StringComparison.Ordinal))
        {
            at++;
        }

        return at;
    }

    private static int Past(string html, int at)
    {
        while (at < html.Length && char.IsWhiteSpace(html[at]))
        {
            at++;
        }

        return at;
    }

    private static int After(string html, string end, int at)
    {
        var found = at < html.Length ? html.IndexOf(end, at, StringComparison.OrdinalIgnoreCase) : -1;
        return found < 0 ? html.Length : found + end.Length;
    }
}
