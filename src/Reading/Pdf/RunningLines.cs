using System.Text;

namespace Parley.Reading.Pdf;

/// <summary>
/// Lines at the head or foot of most pages (a title, a firm, a page number). They are dropped where text goes on over them; the first and
/// the last page keep theirs, where they interrupt nothing and often say what stands nowhere else.
/// </summary>
internal static class RunningLines
{
    /// <summary>Fewer pages cannot tell what repeats.</summary>
    private const int LeastPages = 4;

    private const double Edge = 0.12;
    private const double LeastShare = 0.3;
    private const double SamePlace = 0.02;

    public static IReadOnlyList<Page> Drop(IReadOnlyList<Page> pages)
    {
        if (pages.Count < LeastPages)
        {
            return pages;
        }

        var places = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        foreach (var page in pages)
        {
            foreach (var (line, key) in page.Lines.Where(line => IsAtEdge(line, page)).Select(line => (line, Key(line.Text))).DistinctBy(found => found.Item2))
            {
                (places.TryGetValue(key, out var known) ? known : places[key] = []).Add(line.Middle / page.Height);
            }
        }

        bool Runs(PageLine line, Page page) => IsAtEdge(line, page)
            && places[Key(line.Text)].Count(place => Math.Abs(place - (line.Middle / page.Height)) < SamePlace) >= Math.Max(3, LeastShare * pages.Count);

        return [.. pages.Select((page, i) => i == 0 || i == pages.Count - 1 ? page : page with { Lines = [.. page.Lines.Where(line => !Runs(line, page))] })];
    }

    private static bool IsAtEdge(PageLine line, Page page) => line.Middle < Edge * page.Height || line.Middle > (1 - Edge) * page.Height;

    // Numbers count up from page to page.
    private static string Key(string text)
    {
        var key = new StringBuilder();
        foreach (var c in text)
        {
            if (!char.IsDigit(c))
            {
                key.Append(char.ToLowerInvariant(c));
            }
            else if (key.Length == 0 || key[^1] != '#')
            {
                key.Append('#');
            }
        }

        return key.ToString();
    }
}
