using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Parley.Reading;

/// <summary>HTML: the main part of a page, without what stands on every page of a site.</summary>
internal static partial class HtmlReader
{
    private const string Never =
        "script, style, noscript, template, iframe, svg, canvas, object, video, audio, button, select, input, textarea, dialog, [hidden], [aria-hidden=true]";

    public const string Blocks =
        "p, div, section, article, main, ul, ol, li, table, pre, blockquote, h1, h2, h3, h4, h5, h6, dl, dt, dd, figure, figcaption, header, details, summary, hr";

    private const int MostDepth = 250;
    private const int MostOpenTags = 1_000;

    /// <param name="wholePage">False for a piece inside another document, where nothing is boilerplate.</param>
    public static CleanDocument Read(string source, bool wholePage = true, ReadingOptions? options = null)
    {
        CheckOpenTags(source);
        using var page = new HtmlParser().ParseDocument(source);
        CheckDepth(page);
        var questions = wholePage ? FaqMarkup.Of(page) : [];
        HtmlRemoval.Remove(page.QuerySelectorAll(Never));

        var text = new CleanTextBuilder(options?.MostCharacters ?? int.MaxValue);
        if ((wholePage ? HtmlMainPart.Find(page) : page.Body) is { } body)
        {
            new HtmlBlockWriter(text, Blocks, questions.Select(entry => CleanTextBuilder.OneLine(entry.Question)).ToHashSet()).Write(body);
        }

        // What is declared stands on the page as a rule; where a script would have put it there, it is read from the declaration.
        foreach (var (question, answer) in questions.Where(entry => !text.Has(CleanTextBuilder.OneLine(entry.Question))))
        {
            text.Heading(2, question, isQuestion: true);
            text.Include(Read(answer, wholePage: false, options));
        }

        var title = wholePage ? page.QuerySelector("meta[property='og:title']")?.GetAttribute("content") : null;
        return text.Build(title ?? (wholePage ? page.Title : null));
    }

    // The parser's time grows with the square of the depth, so what is opened again and again is refused before it sees it.
    private static void CheckOpenTags(string source)
    {
        var open = 0;
        foreach (var tag in Paired().EnumerateMatches(source))
        {
            open += source[tag.Index + 1] == '/' ? -1 : 1;
            if (open > MostOpenTags)
            {
                throw new ArgumentException($"More than {MostOpenTags} of its elements are open at once.");
            }
        }
    }

    // All that follows walks down the tree by calling itself, so a page as deep as its sender likes would end the process.
    private static void CheckDepth(INode page)
    {
        // By their numbers: a node that is asked for the next one looks for itself among all its siblings.
        var open = new Stack<(INodeList Nodes, int Next)>([(page.ChildNodes, 0)]);
        while (open.TryPop(out var place))
        {
            if (place.Next >= place.Nodes.Length)
            {
                continue;
            }

            open.Push((place.Nodes, place.Next + 1));
            if (place.Nodes[place.Next].ChildNodes is { Length: > 0 } inner)
            {
                open.Push((inner, 0));
            }

            if (open.Count > MostDepth)
            {
                throw new ArgumentException($"Its elements stand more than {MostDepth} deep in each other.");
            }
        }
    }

    // Elements without an end, and those whose end may be left out, say nothing about depth.
    [GeneratedRegex(
        @"</?(?!(?:li|p|t[drh]|tbody|thead|tfoot|col|colgroup|d[td]|option|optgroup|br|img|hr|input|meta|link|source|track|wbr|area|base|embed|param|html|head|body|path|rect|circle|use|line|polygon|rp|rt)\b)[a-z]",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Paired();
}
