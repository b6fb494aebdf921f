using Parley.Reading;
using Parley.Redaction;
using Parley.Safety;

namespace Parley.Knowledge.Ingestion;

/// <summary>Takes out of a document's text the personal data and secrets that the tenant's policy names; its blocks and pages move with it.</summary>
internal static class ScreenedDocument
{
    private const string Field = "text";

    /// <param name="mint">Gives what is taken out its placeholders; called for a text of which something is.</param>
    /// <exception cref="UnreadableDocumentException">The policy refuses what stands in it.</exception>
    public static CleanDocument Of(CleanDocument document, PersonalDataScreen screen, Func<ScreenedText, Redacted> mint)
    {
        try
        {
            var title = document.Title is { } given ? screen.Mask("title", given) : null;
            return screen.Look(Field, document.Text, isTyped: true) is { } screened
                ? Moved(document, mint(screened)) with { Title = title }
                : document with { Title = title };
        }
        catch (RefusedException refused)
        {
            throw new UnreadableDocumentException(refused.Message);
        }
    }

    private static CleanDocument Moved(CleanDocument document, Redacted text)
    {
        // What was taken out may reach over the end of a block: it then stands in the first of the two.
        var (blocks, pages, at) = (new List<Block>(document.Blocks.Count), new List<PageSpan>(document.Pages.Count), 0);
        foreach (var block in document.Blocks)
        {
            var (start, end) = text.Offsets.Map(block.Start, block.End);
            start = Math.Max(start, at);
            at = Math.Max(start, end);
            blocks.Add(block with { Start = start, End = at });
        }

        at = 0;
        foreach (var page in document.Pages)
        {
            var (start, end) = text.Offsets.Map(page.Start, page.End);
            start = Math.Max(start, at);
            at = Math.Max(start, end);
            pages.Add(new(page.Page, start, at));
        }

        return document with { Text = text.Text, Blocks = blocks, Pages = pages };
    }
}
