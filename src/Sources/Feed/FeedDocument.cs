using System.Globalization;
using System.Xml.Linq;
using Parley.Sources.Web;

namespace Parley.Sources.Feed;

/// <summary>One entry of a feed.</summary>
/// <param name="Id">What the feed calls it: its guid or id, else its link.</param>
/// <param name="Html">Its own words.</param>
/// <param name="Changed">When it was changed last, or first shown; null when it says neither.</param>
internal sealed record FeedEntry(string Id, string? Title, string? Link, string? Html, DateTimeOffset? Changed);

/// <summary>Reads RSS 2.0, RSS 1.0 and Atom (RFC 4287).</summary>
internal static class FeedDocument
{
    private const int MostEntries = 5_000;

    /// <returns>Null when it is no feed.</returns>
    public static IReadOnlyList<FeedEntry>? Parse(byte[] bytes)
    {
        var root = SafeXml.Read(bytes)?.Root;
        var entries = root?.Name.LocalName switch
        {
            "rss" => root.Elements().FirstOrDefault(element => element.Name.LocalName == "channel")?.Elements().Where(element => element.Name.LocalName == "item"),
            "RDF" => root.Elements().Where(element => element.Name.LocalName == "item"),
            "feed" => root.Elements().Where(element => element.Name.LocalName == "entry"),
            _ => null,
        };
        return entries is null ? null : [.. entries.Take(MostEntries).Select(Read).OfType<FeedEntry>().DistinctBy(entry => entry.Id)];
    }

    private static FeedEntry? Read(XElement entry)
    {
        var link = LinkOf(entry);
        var id = Text(entry, "guid") ?? Text(entry, "id") ?? link;
        return id is null
            ? null
            : new FeedEntry(
                id, Text(entry, "title"), link, Markup(entry, "encoded") ?? Markup(entry, "content") ?? Markup(entry, "description") ?? Markup(entry, "summary"),
                Moment(Text(entry, "updated") ?? Text(entry, "pubDate") ?? Text(entry, "published") ?? Text(entry, "date")));
    }

    // Atom has its links as attributes, and several of them; the page is the one that is called `alternate` or nothing.
    private static string? LinkOf(XElement entry) =>
        entry.Elements().Where(element => element.Name.LocalName == "link")
            .Where(link => (string?)link.Attribute("rel") is null or "alternate")
            .Select(link => ((string?)link.Attribute("href") ?? link.Value).Trim())
            .FirstOrDefault(link => link.Length > 0)
        ?? entry.Elements().Where(element => element.Name.LocalName == "guid" && (string?)element.Attribute("isPermaLink") is null or "true")
            .Select(guid => guid.Value.Trim()).FirstOrDefault(guid => guid.StartsWith("http", StringComparison.OrdinalIgnoreCase));

    private static string? Text(XElement entry, string name) =>
        entry.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim() is { Length: > 0 } text ? text : null;

    private static string? Markup(XElement entry, string name)
    {
        var element = entry.Elements().FirstOrDefault(element => element.Name.LocalName == name && (element.HasElements || element.Value.Trim().Length > 0));
        return element is null ? null : element.HasElements ? string.Concat(element.Nodes()) : element.Value;
    }

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
}
