namespace Parley.Reading.Tests;

/// <summary>How the entries of an FAQ are found.</summary>
public sealed class QuestionTests
{
    [Fact]
    public async Task Headings_that_ask_are_questions_when_there_are_several()
    {
        Assert.Equal("Heading1 Heading2? Paragraph Heading2? Paragraph", (await Readings.ReadAsync("# Help\n## Where?\nHere.\n## When?\nNow.\n", "faq.md")).Kinds());
        Assert.Equal("Heading1 Paragraph Heading2 Paragraph", (await Readings.ReadAsync("# Essay\nA.\n## What now?\nRest.\n", "essay.md")).Kinds());
    }

    [Fact]
    public async Task Labelled_questions_become_headings_and_the_text_stays()
    {
        var document = await Readings.ReadAsync("Q: Is it safe?\nA: Yes.\n\nQ2: For cats too?\n\nA2: For cats too.", "faq.txt");

        Assert.Equal("Heading1? Paragraph Heading1? Paragraph", document.Kinds());
        Assert.Equal("Q: Is it safe?", document.TextOf(document.Blocks[0]));
        Assert.Equal("A: Yes.", document.TextOf(document.Blocks[1]));
        Assert.Equal("Q: Is it safe?\nA: Yes.\n\nQ2: For cats too?\n\nA2: For cats too.", document.Text);
    }

    [Fact]
    public async Task What_unfolds_on_a_page_is_an_entry()
    {
        var document = await Readings.ReadAsync("<h1>Help</h1><details><summary>Can I pay later?</summary><p>Yes, within thirty days.</p></details>", "help.html");

        Assert.Equal("Heading1 Heading2? Paragraph", document.Kinds());
    }

    [Fact]
    public async Task Questions_that_a_page_declares_are_marked_and_those_it_lacks_added()
    {
        var document = await Readings.ReadAsync(
            """
            <script type="application/ld+json">{"@type": "FAQPage", "mainEntity": [
              {"@type": "Question", "name": "Do you ship", "acceptedAnswer": {"text": "We do."}},
              {"@type": "Question", "name": "And abroad?", "acceptedAnswer": {"text": "<p>To <b>Norway</b>.</p>"}}]}</script>
            <h1>Help</h1><h3>Do you ship</h3><p>We do.</p>
            """,
            "help.html");

        Assert.Equal("Help\n\nDo you ship\n\nWe do.\n\nAnd abroad?\n\nTo Norway.", document.Text);
        Assert.Equal("Heading1 Heading3? Paragraph Heading2? Paragraph", document.Kinds());
    }
}
