using System.Security.Cryptography;
using System.Text;
using Parley.Kernel;

namespace Parley.Knowledge.Tests;

/// <summary>What an answer's citations are worth.</summary>
public sealed class CitationTests
{
    private const string Backups =
        "The server makes a backup every night at two o'clock. Backups are kept for 30 days. Deleted files cannot be restored after that.";

    private const string Ports = "The service listens on port 5080. Run this:\n\n```bash\nparley serve\n```";

    [Fact]
    public void A_sentence_that_its_source_bears_out_is_cited_with_the_words_of_the_document()
    {
        var citation = Assert.IsType<VerifiedCitation>(Assert.Single(Read("Backups are kept for 30 days [S1].")));

        Assert.Equal("Backups are kept for 30 days.", citation.Quote);
        Assert.Equal(Backups[citation.Start..citation.End], citation.Quote);
        Assert.Equal((0, 34), (citation.MessageStart, citation.MessageEnd));
    }

    [Theory]
    [InlineData("Backups are kept for 30 days. [S1]")]
    [InlineData("Backups are kept for 30 days.[S1]")]
    [InlineData("Backups are kept for 30 days [S1].")]
    [InlineData("Backups are kept for 30 days. [S1][S1]")]
    [InlineData("1. Backups are kept for 30 days. [S1]")]
    public void A_label_may_stand_before_or_behind_the_full_stop(string answer)
    {
        var citation = Assert.IsType<VerifiedCitation>(Assert.Single(Read(answer)));
        Assert.Equal(answer, answer[citation.MessageStart..citation.MessageEnd]);
    }

    [Theory]
    [InlineData("Backups are kept for 90 days [S1].")]
    [InlineData("Backups are not kept for 30 days [S1].")]
    [InlineData("Deleted files can be restored after that [S1].")]
    [InlineData("The canteen serves lentils and rice on Mondays [S1].")]
    [InlineData("Backups are kept for 30 days [S9].")]
    [InlineData("The service listens on port 5080 [S1].")]
    [InlineData("The moon is made of yellow cheese and honey.")]
    public void A_sentence_that_its_sources_do_not_bear_out_is_marked(string answer)
    {
        var marked = Assert.IsType<UnsupportedSentence>(Assert.Single(Read(answer)));
        Assert.Equal((0, answer.Length), (marked.MessageStart, marked.MessageEnd));
    }

    [Theory]
    [InlineData("Hello! How can I help you today?")]
    [InlineData("Which server do you mean exactly by that?")]
    [InlineData("Here is what the handbook says about backups:")]
    [InlineData("Sure.")]
    [InlineData("```bash\nparley serve --port 9999\n```")]
    public void What_claims_nothing_needs_no_source(string answer) => Assert.Empty(Read(answer));

    [Fact]
    public void Each_sentence_is_judged_by_its_own_labels()
    {
        var found = Read("Backups are kept for 30 days [S1]. The service listens on port 5080. [S2]\n\nThe moon is made of yellow cheese.");

        Assert.Equal("S1", Assert.IsType<VerifiedCitation>(found[0]).Label);
        Assert.Equal("S2", Assert.IsType<VerifiedCitation>(found[1]).Label);
        Assert.IsType<UnsupportedSentence>(found[2]);
        Assert.Equal(3, found.Count);
    }

    [Fact]
    public void A_label_speaks_for_the_sentences_without_one_before_it_up_to_a_blank_line()
    {
        var found = Read("The moon is made of yellow cheese.\n\nThe server makes a backup every night. Backups are kept for 30 days. [S1]");

        Assert.IsType<UnsupportedSentence>(found[0]);
        Assert.Equal(["S1", "S1"], found.Skip(1).Select(span => Assert.IsType<VerifiedCitation>(span).Label));
        Assert.Equal(3, found.Count);
    }

    [Fact]
    public void A_claim_that_the_label_of_its_block_does_not_bear_out_stays_marked()
    {
        var found = Read("The moon is made of yellow cheese. Backups are kept for 30 days. [S1]");

        Assert.IsType<UnsupportedSentence>(found[0]);
        Assert.IsType<VerifiedCitation>(found[1]);
    }

    [Fact]
    public void A_label_behind_a_listing_belongs_to_it()
    {
        var citation = Assert.IsType<VerifiedCitation>(Assert.Single(Read("Run this:\n\n```bash\nparley serve\n```\n[S2]")));
        Assert.Equal("S2", citation.Label);
    }

    [Fact]
    public void Without_sources_nothing_is_marked() =>
        Assert.Empty(Read("The moon is made of yellow cheese and honey.", new CitationStitcher([])));

    [Fact]
    public void A_passage_that_no_longer_stands_in_its_document_bears_nothing_out()
    {
        var source = Source("S1", Backups, "Backups are kept for ever and ever now, and every night at two o'clock the server makes one more of them.");
        Assert.IsType<UnsupportedSentence>(Assert.Single(Read("Backups are kept for 30 days [S1].", new CitationStitcher([source]))));
    }

    [Fact]
    public void How_the_text_was_cut_into_pieces_changes_nothing()
    {
        const string answer =
            """
            Hello! Backups are kept for 30 days [S1]. Dr. Smith says "it is made every night." [S1] See 3.5 for e.g. this one.[S2]

            1. The service listens on port 5080 [S1][S2].
            2. Deleted files cannot be restored [S1, S2]!
            - The moon is made of yellow cheese...
            Run this:
            ```bash
            parley serve [S1]. No sentence.
            ```
            [S2]
            数据库每天备份。[S1]服务器在端口5080上监听。 And [S12] is no source; nor is [S or [1].
            """;
        var whole = Read(answer);
        Assert.NotEmpty(whole.OfType<VerifiedCitation>());
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var stitcher = Stitcher();
            var found = new List<StitchedSpan>();
            for (var at = 0; at < answer.Length;)
            {
                var length = Math.Min(answer.Length - at, 1 + random.Next(round % 40 + 1));
                found.AddRange(stitcher.Feed(answer.Substring(at, length)));
                at += length;
            }

            found.AddRange(stitcher.Flush());
            Assert.Equal(whole, found);
        }
    }

    [Fact]
    public void A_sentence_is_told_as_soon_as_the_next_has_begun()
    {
        var stitcher = Stitcher();
        Assert.Empty(stitcher.Feed("Backups are kept for 30 days [S1]."));
        Assert.Single(stitcher.Feed(" The"));
    }

    [Fact]
    public void A_quote_stands_on_its_own_page_and_names_the_text_in_which_its_place_counts()
    {
        const string Text = "Backups are made every night.\nDeleted files are gone after 30 days.";
        var hit = new SearchHit(new ChunkId("chunk_a"), new DocumentId("doc_a"), null, "docs", null, null, 1, 0, Text.Length, Text, 1);
        var stitcher = new CitationStitcher([new CitationSource("S1", hit, new(Text, () => [new(1, 0, 30), new(2, 30, Text.Length)]))]);

        var citation = Assert.IsType<VerifiedCitation>(Assert.Single(Read("Deleted files are gone after 30 days [S1].", stitcher)));

        Assert.Equal((2, 30), (citation.Page, citation.Start));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text))), citation.DocumentSha256);
    }

    private static List<StitchedSpan> Read(string answer, CitationStitcher? stitcher = null)
    {
        stitcher ??= Stitcher();
        return [.. stitcher.Feed(answer), .. stitcher.Flush()];
    }

    private static CitationStitcher Stitcher() => new([Source("S1", Backups, Backups), Source("S2", Ports, Ports)]);

    private static CitationSource Source(string label, string passage, string document) => new(
        label,
        new SearchHit(new ChunkId("chunk_" + label), new DocumentId("doc_" + label), null, "docs", null, null, null, 0, passage.Length, passage, 1),
        new(document));
}
