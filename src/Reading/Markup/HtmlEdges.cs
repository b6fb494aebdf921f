using AngleSharp.Dom;

namespace Parley.Reading;

/// <summary>
/// Trims what stands around an article inside its own element: dates, names and buttons above its first sentence, what is left below its
/// last. Only a page with enough running text is trimmed; tables, code and lists of things count as text.
/// </summary>
internal static class HtmlEdges
{
    private const int LeastWords = 12;
    private const int LeastBlocks = 3;
    private const string Leaves = "p, li, h1, h2, h3, h4, h5, h6, figcaption, blockquote, dt, dd, pre, table, div, section, span, time, summary";
    private const string Parts = "p, li, h1, h2, h3, h4, h5, h6, figcaption, blockquote, dt, dd, pre, table, div, section, ul, ol, dl, figure, article";

    public static void Trim(IElement main)
    {
        var holding = Holding(main);
        var blocks = main.QuerySelectorAll(Leaves).Where(element => IsLeaf(element, main, holding)).ToList();
        var content = blocks.Select(IsContent).ToList();
        if (content.Count(isContent => isContent) < LeastBlocks)
        {
            return;
        }

        var (first, last) = (content.IndexOf(true), content.LastIndexOf(true));
        HtmlRemoval.Remove(blocks.Where((block, i) => (i < first && !IsHeading(block)) || i > last));
    }

    // The elements that have parts, told in one walk: asked of each element anew, many siblings would take the square of their number.
    private static HashSet<IElement> Holding(IElement main)
    {
        var holding = new HashSet<IElement>();
        foreach (var part in main.QuerySelectorAll(Parts))
        {
            for (var above = part.ParentElement; above is not null && holding.Add(above) && above != main; above = above.ParentElement)
            {
                // Whatever stands above one that is known is known, too.
            }
        }

        return holding;
    }

    private static bool IsLeaf(IElement element, IElement main, HashSet<IElement> holding) =>
        element.Matches("pre, table") ? Above(element, main).All(above => !above.Matches("pre, table"))
        : !holding.Contains(element) && Above(element, main).All(above => !above.Matches("pre, table, p, li, h1, h2, h3, h4, h5, h6, figcaption, dt, dd"))
            && (element.LocalName is not ("span" or "time") || holding.Contains(element.ParentElement!));

    private static IEnumerable<IElement> Above(IElement element, IElement main)
    {
        for (var above = element.ParentElement; above is not null && above != main; above = above.ParentElement)
        {
            yield return above;
        }
    }

    private static bool IsHeading(IElement block) => block.LocalName is "h1" or "h2" or "h3" or "h4" or "h5" or "h6";

    private static bool IsContent(IElement block) =>
        block.LocalName is "pre" or "table" or "dd" || (!IsHeading(block) && block.LocalName != "figcaption" && TextWeights.Words(block.TextContent) >= LeastWords);
}
