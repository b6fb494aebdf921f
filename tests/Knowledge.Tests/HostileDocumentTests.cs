using Parley.Knowledge.Ingestion;
using Parley.Reading;

namespace Parley.Knowledge.Tests;

/// <summary>Documents that were made to hurt: each is read, or refused by an exception that ingestion answers; none ends the process.</summary>
public sealed class HostileDocumentTests
{
    public static TheoryData<string, string, string> Deep => new()
    {
        { DocumentSource.Html, "<div>", "" },
        { DocumentSource.Html, "<b><i>", "x" },
        { DocumentSource.Html, "<ul><li>", "x" },
        { DocumentSource.Html, "<table><tr><td>", "x" },
        { DocumentSource.Markdown, "> ", "x" },
        { DocumentSource.Markdown, "- ", "x" },
        { DocumentSource.Markdown, "[", "x" },
        { DocumentSource.Markdown, "![a](", "x" },
        { DocumentSource.Markdown, "*a **b ", "x" },
        { DocumentSource.Markdown, "`a ``b ", "x" },
        { DocumentSource.Markdown, "<div>", "x" },
        { DocumentSource.Markdown, "|a", "\n|-|" },
        { DocumentSource.Plain, "a.", "" },
        { DocumentSource.Plain, "\n- ", "" },
    };

    [Theory]
    [MemberData(nameof(Deep))]
    public void Deep_or_endless_markup_ends_in_text_or_in_a_refusal(string mediaType, string opening, string end)
    {
        var source = string.Concat(Enumerable.Repeat(opening, 6_000)) + end;
        try
        {
            var document = DocumentSource.Read(source, mediaType);
            Assert.All(new Chunker(document, new ChunkSize()).Cut(), passage => Assert.InRange(passage.End, passage.Start, document.Text.Length));
        }
        catch (ArgumentException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    }
}
