using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Parley.Knowledge.Ingestion;

/// <summary>HTML: the main part of a page, without what stands on every page of a site.</summary>
internal static class HtmlReader
{
    private const string Never =
        "script, style, noscript, template, iframe, svg, canvas, object, video, audio, button, select, input, textarea, dialog, [hidden], [aria-hidden=true]";

    private const string Boilerplate =
        "nav, footer, aside, form, menu, [role=navigation], [role=banner], [role=contentinfo], [role=search], [role=complementary]";

    private const string Blocks =
        "p, div, section, article, main, ul, ol, li, table, pre, blockquote, h1, h2, h3, h4, h5, h6, dl, dt, dd, figure, figcaption, header, details, summary, hr";

    private const double MostLinks = 0.6;
    private const int EnoughText = 200;

    /// <param name="wholePage">False for a piece inside another document, where nothing is boilerplate.</param>
    public static CleanDocument Read(string source, bool wholePage = true)
    {
        using var page = new HtmlParser().ParseDocument(source);
        foreach (var element in page.QuerySelectorAll(wholePage ? $"{Never}, {Boilerplate}" : Never))
        {
            element.Remove();
        }

        var text = new CleanTextBuilder();
        if ((wholePage ? MainPart(page) : page.Body) is { } body)
        {
            new HtmlBlockWriter(text, Blocks).Write(body);
        }

        var title = wholePage ? page.QuerySelector("meta[property='og:title']")?.GetAttribute("content") : null;
        return text.Build(title ?? (wholePage ? page.Title : null));
    }

    private static IElement? MainPart(IDocument page)
    {
        var body = page.Body;
        var marked = page.QuerySelectorAll("main, [role=main], article, [itemprop=articleBody]")
            .Where(element => element.TextContent.Length >= EnoughText)
            .MaxBy(element => element.TextContent.Length);
        var main = marked ?? body;
        foreach (var element in main?.QuerySelectorAll("div, section, ul, ol, header, p").ToList() ?? [])
        {
            if (IsLinks(element))
            {
                element.Remove();
            }
        }

        return main;
    }

    // A block that is mostly links leads elsewhere. Headings in it would be real content, a long text too.
    private static bool IsLinks(IElement element)
    {
        var links = element.QuerySelectorAll("a");
        var linked = links.Sum(link => link.TextContent.Trim().Length);
        var all = CleanTextBuilder.OneLine(element.TextContent).Length;
        return links.Length >= 3 && all > 0 && linked >= MostLinks * all && element.QuerySelector("h1, h2, pre, table") is null;
    }
}
