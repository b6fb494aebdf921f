using System.Text;
using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Parley.Conversations;
using Parley.Kernel;

namespace Parley.Exchange.Tests;

/// <summary>Whatever messages, titles and quotations say, the document keeps its form: read back by a parser that is not ours.</summary>
public sealed class MarkdownTests
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseFootnotes().UseAbbreviations().UseCustomContainers().UseDefinitionLists().UseFigures().UseGridTables().UsePipeTables().UseMathematics()
        .UseTaskLists().UseEmphasisExtras().UseGenericAttributes().Build();

    public static TheoryData<string> Hostile =>
    [
        "# A heading", "```\nunclosed fence", "````` five\n``` three\n~~~", "~~~\nunclosed", "<!-- a comment without end", "<script>alert(1)</script>", "</blockquote></body>",
        "<textarea>", "[^m1-1]: a forged footnote", "[link]: https://evil.example", "text [^m1-1]", "> nested\n\n# out", "\n\n\n# after blanks", "- list\n\n      code\n\n# heading",
        "Setext\n===", "Setext\n---", "---\n\n***", "    # indented code", "| a | b |\n|---|---|\n| 1 | 2 |\n\n# x", "$$\nunclosed math", "a\r\n# b\rc", "a\u2028# b\u0085# c", "\u202eright to left",
        "line\\\n# next", "*open **emphasis", "`open code", "![image](https://evil.example/x.png)", "\t# tab", "> \n>\n> # deep", "1. one\n\n# two", "<?php", "<![CDATA[", "<div\n# a", "a\0b",
        ":::\ncontainer\n", "{.class #id}\n# x", "Term\n:   definition\n\n# x", "*[HTML]: abbreviation", "^^^\nfigure", new string('`', 300), new string('>', 2000), string.Concat(Enumerable.Repeat("- ", 500)) + "x", new string('[', 2000),
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_message_cannot_leave_its_place(string content)
    {
        var document = Parse([Message("user", content), Message("assistant", content)], content);

        Assert.Equal(1, document.Count(block => block is HeadingBlock { Level: 1 }));
        var second = document.OfType<HeadingBlock>().Where(heading => heading.Level == 2).ToList();
        Assert.Equal(2, second.Count);
        Assert.StartsWith("1. User · ", Plain(second[0]), StringComparison.Ordinal);
        Assert.StartsWith("2. Assistant (m", Plain(second[1]), StringComparison.Ordinal);

        // Heading, a quotation or fence, heading, the same, sources, and the footnotes at the end: nothing else.
        Assert.DoesNotContain(document, block => block is HtmlBlock or ThematicBreakBlock or ListBlock);
        Assert.DoesNotContain(document.Descendants<LinkReferenceDefinition>(), definition => definition is not FootnoteLinkReferenceDefinition);
        var footnotes = Assert.Single(document.OfType<FootnoteGroup>());
        Assert.Single(footnotes);
        Assert.DoesNotContain(document.Descendants<FootnoteLink>(), link => link.Parent?.ParentBlock?.Parent is QuoteBlock);
        Assert.DoesNotContain(document.Descendants(), node => node is HtmlInline or HtmlBlock);
    }

    [Fact]
    public void A_text_stands_in_the_document_word_for_word()
    {
        var text = new StringBuilder();
        MarkdownDocument.AppendContent(text, "one\n\n- two\n```\ncode\n```\nthree");
        Assert.Equal("> one\n>\n> - two\n> ```\n> code\n> ```\n> three\n", text.ToString());

        text.Clear();
        MarkdownDocument.AppendContent(text, "List<int> in\n````\nfences");
        Assert.Equal("`````text\nList<int> in\n````\nfences\n`````\n", text.ToString());
    }

    [Theory]
    [InlineData("Plans for the summer", "Plans-for-the-summer.md")]
    [InlineData("../../etc/passwd", "etc-passwd.md")]
    [InlineData("a\"b\r\nSet-Cookie: x", "a-b-Set-Cookie-x.md")]
    [InlineData("", "conversation.md")]
    [InlineData("...", "conversation.md")]
    [InlineData("con", "conversation-con.md")]
    [InlineData("Größe 日本 😀", "Größe-日本-😀.md")]
    [InlineData("\u202egpj.exe", "gpj.exe.md")]
    public void A_title_becomes_a_name_that_every_system_can_keep(string title, string name) => Assert.Equal(name, FileName.Of(title, ".md"));

    [Fact]
    public void A_long_title_is_cut_between_characters()
    {
        var name = FileName.Of(string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 50)), ".json");

        Assert.True(name.Length <= 90);
        Assert.Equal(name, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name)));
        Assert.EndsWith("👩‍👩‍👧‍👦.json", name, StringComparison.Ordinal);
    }

    private static MarkdownDocumentSyntax Parse(IReadOnlyList<Message> messages, string title)
    {
        var text = new StringBuilder();
        using var body = new MemoryStream();
        var conversation = new Conversation(
            new("conv_1"), title, false, false, new("sub_1"), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, messages[^1].Id, []);
        MarkdownDocument.WriteAsync(body, conversation, DateTimeOffset.UnixEpoch, Pages(messages), CancellationToken.None).GetAwaiter().GetResult();
        return new(Markdown.Parse(Encoding.UTF8.GetString(body.ToArray()), Pipeline));
    }

    private static async IAsyncEnumerable<IReadOnlyList<Message>> Pages(IReadOnlyList<Message> messages)
    {
        yield return messages;
        await Task.CompletedTask;
    }

    private static string Plain(HeadingBlock heading) =>
        string.Concat(heading.Inline!.Descendants<LiteralInline>().Select(literal => literal.Content.ToString()));

    private static Message Message(string role, string content) => new(
        new("msg_1"), new("conv_1"), null, null, role, content, "complete", DateTimeOffset.UnixEpoch, role == "assistant" ? "m" + content : null,
        role == "assistant" ? [new("S1", "docs", new("doc_1"), new("chunk_1"), content, null, null, 0, 1, content, true, 0, 1)] : [], [], null, null, [], [], null, null);

    /// <summary>The blocks of a document at its outermost level.</summary>
    private sealed class MarkdownDocumentSyntax(Markdig.Syntax.MarkdownDocument document) : List<Block>(document)
    {
        public IEnumerable<MarkdownObject> Descendants() => document.Descendants();

        public IEnumerable<T> Descendants<T>()
            where T : MarkdownObject => document.Descendants().OfType<T>();
    }
}
