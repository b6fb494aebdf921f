using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Parley.Reading;

/// <summary>Markdown as CommonMark with tables; its front matter gives the title and is no text.</summary>
internal static class MarkdownReader
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseGridTables().UseTaskLists().UseEmphasisExtras().UseYamlFrontMatter().Build();

    public static CleanDocument Read(string source, ReadingOptions? options = null)
    {
        var document = Markdown.Parse(source, Pipeline);
        var text = new CleanTextBuilder(options?.MostCharacters ?? int.MaxValue);
        foreach (var block in document)
        {
            Write(block, text, 0);
        }

        return text.Build(FrontMatterTitle(document));
    }

    private static void Write(Markdig.Syntax.Block block, CleanTextBuilder text, int depth)
    {
        switch (block)
        {
            case YamlFrontMatterBlock or LinkReferenceDefinitionGroup:
                break;
            case HeadingBlock heading:
                text.Heading(heading.Level, Plain(heading.Inline));
                break;
            case CodeBlock code:
                text.Code((code as FencedCodeBlock)?.Info ?? "", code.Lines.ToString());
                break;
            case HtmlBlock html:
                WriteHtml(html.Lines.ToString(), text);
                break;
            case ListBlock list:
                WriteList(list, text, depth);
                break;
            case Table table:
                RowGroups.Write(text, table.OfType<TableRow>().Select(row => row.OfType<TableCell>().Select(CellText).ToList()));
                break;
            case LeafBlock leaf:
                text.Paragraph(Plain(leaf.Inline));
                break;
            case ContainerBlock container:
                foreach (var child in container)
                {
                    Write(child, text, depth);
                }

                break;
        }
    }

    private static void WriteList(ListBlock list, CleanTextBuilder text, int depth)
    {
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}." : "-";
            var marked = false;
            foreach (var child in item)
            {
                if (!marked && child is ParagraphBlock paragraph)
                {
                    text.ListItem(mark, depth, Plain(paragraph.Inline));
                    marked = true;
                }
                else
                {
                    Write(child, text, depth + 1);
                }
            }
        }
    }

    private static void WriteHtml(string html, CleanTextBuilder text) => text.Include(HtmlReader.Read(html, wholePage: false));

    private static string CellText(TableCell cell) =>
        string.Join(' ', cell.Descendants<LeafBlock>().Select(leaf => Plain(leaf.Inline)));

    private static string Plain(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
        {
            Write(inline, text);
        }

        return text.ToString();
    }

    private static void Write(Inline inline, StringBuilder text)
    {
        switch (inline)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append('`').Append(code.Content).Append('`');
                break;
            case LineBreakInline:
                text.Append('\n');
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case ContainerInline container:
                foreach (var child in container)
                {
                    Write(child, text);
                }

                break;
        }
    }

    private static string? FrontMatterTitle(MarkdownDocument document)
    {
        foreach (var line in document.OfType<YamlFrontMatterBlock>().FirstOrDefault()?.Lines.ToString().Split('\n') ?? [])
        {
            if (line.StartsWith("title:", StringComparison.OrdinalIgnoreCase))
            {
                return line["title:".Length..].Trim().Trim('"', '\'');
            }
        }

        return null;
    }
}
