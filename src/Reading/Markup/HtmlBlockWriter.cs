using System.Text;
using AngleSharp.Dom;

namespace Parley.Reading;

/// <summary>Walks a part of a page and writes its blocks; text between blocks is a paragraph of its own.</summary>
/// <param name="blocks">Selector of the elements that begin and end a block.</param>
/// <param name="questions">What the page says that it answers.</param>
internal sealed class HtmlBlockWriter(CleanTextBuilder text, string blocks, IReadOnlySet<string> questions)
{
    private readonly StringBuilder _open = new();
    private int _level = 1;

    public void Write(IElement body)
    {
        Children(body, 0);
        Flush();
    }

    private void Children(INode parent, int depth)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText words)
            {
                _open.Append(words.Data);
            }
            else if (node is IElement element)
            {
                Element(element, depth);
            }
        }
    }

    private void Element(IElement element, int depth)
    {
        if (element.LocalName == "br")
        {
            _open.Append('\n');
            return;
        }

        if (!element.Matches(blocks))
        {
            Inline(element, depth);
            return;
        }

        Flush();
        switch (element.LocalName)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                _level = element.LocalName[1] - '0';
                text.Heading(_level, element.TextContent, questions.Contains(CleanTextBuilder.OneLine(element.TextContent)));
                break;
            case "summary" when element.ParentElement?.LocalName == "details":
                // It names what unfolds below it.
                text.Heading(Math.Min(_level + 1, 6), element.TextContent, element.TextContent.AsSpan().TrimEnd().EndsWith('?'));
                break;
            case "pre":
                text.Code("", element.TextContent.ReplaceLineEndings("\n"));
                break;
            case "ul" or "ol":
                List(element, depth);
                break;
            case "table" when element.QuerySelector("table") is null:
                RowGroups.Write(text, element.QuerySelectorAll("tr").Select(row =>
                    row.Children.Where(cell => cell.LocalName is "td" or "th").Select(cell => CleanTextBuilder.OneLine(cell.TextContent)).ToList()));
                break;
            default:
                Children(element, depth);
                Flush();
                break;
        }
    }

    private void Inline(IElement element, int depth)
    {
        if (element.LocalName == "code" && element.QuerySelector(blocks) is null)
        {
            _open.Append('`').Append(element.TextContent).Append('`');
            return;
        }

        Children(element, depth);
    }

    private void List(IElement list, int depth)
    {
        var number = int.TryParse(list.GetAttribute("start"), out var start) ? start : 1;
        foreach (var item in list.Children.Where(child => child.LocalName == "li"))
        {
            var mark = list.LocalName == "ol" ? $"{number++}." : "-";
            var nested = item.Children.Where(child => child.LocalName is "ul" or "ol" or "pre" or "table").ToHashSet();
            var own = new StringBuilder();
            foreach (var node in item.ChildNodes.Where(node => node is not IElement child || !nested.Contains(child)))
            {
                own.Append(node.TextContent).Append(node is IElement block && block.Matches(blocks) ? " " : "");
            }

            text.ListItem(mark, depth, CleanTextBuilder.OneLine(own.ToString()));
            foreach (var child in nested)
            {
                Element(child, depth + 1);
            }
        }
    }

    private void Flush()
    {
        var line = CleanTextBuilder.OneLine(_open.ToString());
        if (questions.Contains(line))
        {
            text.Heading(Math.Min(_level + 1, 6), line, isQuestion: true);
            _open.Clear();
            return;
        }

        text.Paragraph(line);
        _open.Clear();
    }
}
