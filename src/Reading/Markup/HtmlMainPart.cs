using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace Parley.Reading;

/// <summary>
/// Finds the part of a page that people came for: the smallest element that holds nearly all running text, without the parts that lead
/// elsewhere or stand on every page of a site. A part is judged by its element, by the words in its class and id, and by its share of links.
/// </summary>
internal static partial class HtmlMainPart
{
    private const string Elsewhere =
        "nav, footer, aside, form, menu, [role=navigation], [role=banner], [role=contentinfo], [role=search], [role=complementary], [role=dialog], [role=alert]";

    private const string Marked = "[itemprop=articleBody], article, main, [role=main]";
    private const double MostLinks = 0.5;

    /// <summary>A part with more of the page's running text than this is no boilerplate, whatever it is called.</summary>
    private const double MostOfThePage = 0.4;

    /// <summary>The main part holds at least this share of the running text.</summary>
    private const double NearlyAll = 0.75;

    /// <summary>What is marked as the article is believed from this share of the running text on.</summary>
    private const double EnoughOfThePage = 0.4;

    public static IElement? Find(IDocument page)
    {
        if (page.Body is not { } body)
        {
            return null;
        }

        var weights = new TextWeights(body);
        var all = weights.Of(body);
        HtmlRemoval.Remove(body.QuerySelectorAll("*").Where(element => IsElsewhere(element) && weights.Of(element) <= MostOfThePage * all));

        weights = new TextWeights(body);
        var main = Smallest(body, weights);
        HtmlRemoval.Remove(main.QuerySelectorAll("div, section, ul, ol, dl, header, p, h2, h3, h4, h5, h6").Where(IsLinks));

        HtmlEdges.Trim(main);
        return main;
    }

    private static bool IsElsewhere(IElement element) =>
        element.Matches(Elsewhere)
        || (element.LocalName is not ("body" or "html" or "article" or "main" or "h1" or "table" or "tr" or "td" or "tbody" or "pre" or "code")
            && (IsNamedSo(element.ClassName) || IsNamedSo(element.Id)))
        || Hidden().IsMatch(element.GetAttribute("style") ?? "");

    private static bool IsNamedSo(string? name) => name is { Length: > 0 and < 400 } && Names().IsMatch(name);

    private static IElement Smallest(IElement body, TextWeights weights)
    {
        var all = weights.Of(body);
        var main = body.QuerySelectorAll(Marked).Where(element => weights.Of(element) >= EnoughOfThePage * all && all > 0)
            .MaxBy(weights.Of) ?? body;
        var enough = NearlyAll * weights.Of(main);
        while (main.Children.FirstOrDefault(child => weights.Of(child) >= enough && !child.Matches("p, ul, ol, li, dl, table, pre, blockquote, details")) is { } child && enough > 0)
        {
            main = child;
        }

        return main;
    }

    // A block that is mostly links leads elsewhere. Headings in it would be real content, a long text too.
    private static bool IsLinks(IElement element)
    {
        var links = element.QuerySelectorAll("a");
        var linked = links.Sum(link => CleanTextBuilder.OneLine(link.TextContent).Length);
        var all = CleanTextBuilder.OneLine(element.TextContent).Length;
        var least = element.LocalName is "p" or "h2" or "h3" or "h4" or "h5" or "h6" ? 0.9 : MostLinks;
        return all > 0 && links.Length >= (element.LocalName is "p" or "div" ? 1 : 2) && linked >= least * all && element.QuerySelector("h1, pre, table") is null;
    }

    [GeneratedRegex(
        @"(?:^|[\s_-])(?:share|sharing|social|related|comments?|disqus|newsletter|subscri\w*|promo\w*|advert\w*|ads?|sponsor\w*|breadcrumbs?|sidebar|popular|trending|recommend\w*|widget|cookie\w*|consent|paywall|masthead|menu|nav|navbar|navigation|pagination|pager|footer|copyright|tags?|byline|author|bio|meta|caption|credit|signup|login|modal|popup|overlay|teaser|outbrain|taboola|toolbar|print|skip|hidden|hide|most-read|read-more|readmore|more-?news|next|prev|gallery|slideshow|carousel)(?:$|[\s_-])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex(@"display\s*:\s*none|visibility\s*:\s*hidden", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Hidden();
}
