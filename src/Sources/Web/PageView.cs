using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Parley.Sources.Web;

/// <summary>What a page says of itself and where it leads.</summary>
/// <param name="Utf8">The page in UTF-8, whatever it was written in.</param>
/// <param name="Canonical">The address that it wants to be known by; null when it says none.</param>
internal sealed partial record PageView(byte[] Utf8, bool IsIndexed, IReadOnlyList<string> Links, Uri? Canonical)
{
    private const int MostLinks = 2_000;
    private const int LookedAt = 2_048;

    public static PageView Read(PageAnswer answer)
    {
        var text = Decode(answer.Body!, answer.Charset);
        using var document = new HtmlParser().ParseDocument(text);
        var orders = (answer.RobotsTag + "," + string.Join(',', document.QuerySelectorAll("meta[name][content]")
            .Where(meta => meta.GetAttribute("name")!.ToLowerInvariant() is "robots" or "parleybot").Select(meta => meta.GetAttribute("content"))))
            .ToLowerInvariant().Split([',', ' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        var isFollowed = !orders.Contains("nofollow") && !orders.Contains("none");
        var start = SiteBounds.Written(document.QuerySelector("base[href]")?.GetAttribute("href"), answer.At) ?? answer.At;
        return new PageView(
            Encoding.UTF8.GetBytes(text),
            !orders.Contains("noindex") && !orders.Contains("none"),
            isFollowed ? LinksOf(document, start) : [],
            document.QuerySelector("link[rel=canonical][href]")?.GetAttribute("href") is { } canonical ? SiteBounds.Written(canonical, start) : null);
    }

    private static IReadOnlyList<string> LinksOf(IDocument document, Uri start) =>
    [
        .. (from link in document.QuerySelectorAll("a[href], area[href]")
            where !(link.GetAttribute("rel") ?? "").Contains("nofollow", StringComparison.OrdinalIgnoreCase)
            let address = SiteBounds.Written(link.GetAttribute("href"), start)
            where address is not null
            select address.AbsoluteUri).Distinct().Take(MostLinks),
    ];

    private static string Decode(byte[] bytes, string? charset)
    {
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            return Encoding.UTF8.GetString(bytes.AsSpan(3));
        }

        var said = charset ?? DeclaredCharset().Match(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, LookedAt))).Groups["name"].Value;
        return (Find(said) ?? Encoding.UTF8).GetString(bytes);
    }

    private static Encoding? Find(string name)
    {
        try
        {
            return name.Length == 0 || name.Equals("utf-7", StringComparison.OrdinalIgnoreCase) ? null
                : CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex("""<meta[^>]{0,200}charset\s*=\s*["']?(?<name>[A-Za-z0-9_:.-]{1,40})""", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex DeclaredCharset();
}
