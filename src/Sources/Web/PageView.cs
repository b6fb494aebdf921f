using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Sources.Web;

/// <summary>What a page says of itself and where it leads.</summary>
/// <param name="Utf8">The page in UTF-8, whatever it was written in.</param>
/// <param name="Canonical">The address that it wants to be known by; null when it says none.</param>
internal sealed partial record PageView(byte[] Utf8, bool IsIndexed, IReadOnlyList<string> Links, Uri? Canonical)
{
    private const int MostLinks = 2_000;
    private const int MostOrders = 100;
    private const int LookedAt = 2_048;
    private static readonly string[] NotKept = ["noindex", "none"];
    private static readonly string[] NotFollowed = ["nofollow", "none"];

    public static PageView Read(PageAnswer answer)
    {
        var text = Decode(answer.Body!, answer.Charset);
        var (links, orders, start) = (new List<string>(), new List<string> { answer.RobotsTag }, answer.At);
        string? canonical = null;
        foreach (var (name, attributes) in HtmlTags.Of(text))
        {
            var (address, relation) = (attributes.GetValueOrDefault("href"), attributes.GetValueOrDefault("rel", ""));
            if (name == "meta" && attributes.GetValueOrDefault("name", "").ToLowerInvariant() is "robots" or "parleybot")
            {
                if (orders.Count < MostOrders)
                {
                    orders.Add(attributes.GetValueOrDefault("content", ""));
                }
            }
            else if (name == "base")
            {
                start = SiteBounds.Written(address, answer.At) ?? start;
            }
            else if (name == "link" && relation.Split(' ').Contains("canonical", StringComparer.OrdinalIgnoreCase))
            {
                canonical ??= address;
            }
            else if (name is "a" or "area" && address is not null && links.Count < MostLinks && !relation.Contains("nofollow", StringComparison.OrdinalIgnoreCase))
            {
                links.Add(address);
            }
        }

        var words = Words(string.Join(',', orders));
        return new PageView(
            Encoding.UTF8.GetBytes(text),
            !words.Overlaps(NotKept),
            words.Overlaps(NotFollowed)
                ? []
                : [.. links.Select(link => SiteBounds.Written(link, start)).OfType<Uri>().Select(link => link.AbsoluteUri).Distinct()],
            canonical is null ? null : SiteBounds.Written(canonical, start));
    }

    /// <summary>Whether what a site says beside an answer lets it be kept, of whatever kind it is.</summary>
    public static bool MayKeep(PageAnswer answer) => !Words(answer.RobotsTag).Overlaps(NotKept);

    private static HashSet<string> Words(string orders) => [.. orders.ToLowerInvariant().Split([',', ' ', ':'], StringSplitOptions.RemoveEmptyEntries)];

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
