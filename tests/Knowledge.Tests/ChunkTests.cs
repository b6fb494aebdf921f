using Parley.Kernel;
using Parley.Reading;
using Parley.Text;
using Parley.Knowledge.Ingestion;

namespace Parley.Knowledge.Tests;

/// <summary>How documents become chunks and terms.</summary>
public sealed class ChunkTests
{
    [Fact]
    public void A_chunk_begins_at_each_heading_and_knows_the_path_to_it()
    {
        var passages = Cut("# A\n\nIntro.\n\n## B\n\n### C\n\nText of C.\n\n## D\n\nText of D.");

        Assert.Equal(["A", "A › B › C", "A › D"], passages.Select(passage => passage.Heading));
    }

    [Fact]
    public void A_long_section_is_cut_between_sentences_and_each_chunk_repeats_the_end_of_the_one_before()
    {
        var document = MarkdownReader.Read("# A\n\n" + string.Join(' ', Enumerable.Range(1, 200).Select(i => $"Sentence number {i} speaks of something new.")));
        var passages = new Chunker(document, new ChunkSize(100, 20)).Cut();

        Assert.InRange(passages.Count, 10, 60);
        foreach (var (before, after) in passages.Zip(passages.Skip(1)))
        {
            Assert.True(after.Start < before.End && after.Start > before.Start && after.End > before.End);
            Assert.StartsWith("Sentence", document.Text[after.Start..]);
            Assert.EndsWith(".", document.Text[..before.End]);
        }

        Assert.All(passages, passage => Assert.InRange(PassageSize.Count(document.Text.AsSpan(passage.Start, passage.End - passage.Start)), 1, 110));
        Assert.Equal(document.Text.Length, passages[^1].End);
    }

    [Fact]
    public void A_listing_stays_whole_where_it_fits()
    {
        var code = "```\n" + string.Join('\n', Enumerable.Range(1, 15).Select(i => $"line_{i} = {i};")) + "\n```";
        var document = MarkdownReader.Read($"# A\n\n{string.Join(' ', Enumerable.Repeat("Some words stand before it.", 12))}\n\n{code}\n\nAfter it.");
        var passages = new Chunker(document, new ChunkSize(150, 0)).Cut();

        Assert.Contains(passages, passage => document.Text[passage.Start..passage.End].Contains(code, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("aaaa")]
    [InlineData("中文字符")]
    [InlineData("😀😃")]
    [InlineData("x y ")]
    public void Text_without_sentences_is_cut_all_the_same_and_nothing_is_lost(string piece)
    {
        var document = PlainTextReader.Read(string.Concat(Enumerable.Repeat(piece, 5_000)));
        var passages = new Chunker(document, new ChunkSize(64, 8)).Cut();

        Assert.True(passages.Count > 10);
        var covered = 0;
        foreach (var passage in passages)
        {
            Assert.True(passage.Start <= covered + 1 && !char.IsLowSurrogate(document.Text[passage.Start]));
            covered = Math.Max(covered, passage.End);
        }

        Assert.InRange(covered, document.Text.Length - 1, document.Text.Length);
    }

    [Theory]
    [InlineData("consigned", "consign")]
    [InlineData("consistency", "consist")]
    [InlineData("generally", "general")]
    [InlineData("knightly", "knight")]
    [InlineData("happiness", "happi")]
    [InlineData("national", "nation")]
    [InlineData("hopping", "hop")]
    [InlineData("hoping", "hope")]
    [InlineData("skies", "sky")]
    [InlineData("dying", "die")]
    [InlineData("ties", "tie")]
    [InlineData("cries", "cri")]
    [InlineData("agreed", "agre")]
    [InlineData("proceed", "proceed")]
    [InlineData("succeeding", "succeed")]
    [InlineData("communism", "communism")]
    [InlineData("organization", "organ")]
    [InlineData("relational", "relat")]
    [InlineData("yellow", "yellow")]
    public void English_words_are_stemmed_by_Porter2(string word, string stem) => Assert.Equal(stem, Language.Find("en").Stem(word));

    [Theory]
    [InlineData("Häuser Häusern", "de")]
    [InlineData("nation nations", "fr")]
    [InlineData("CAFÉ café", "en")]
    [InlineData("servers server", "en")]
    public void Forms_of_a_word_meet(string text, string language) =>
        Assert.Single(TextAnalyzer.Terms(text, Language.Find(language)).Distinct());

    [Fact]
    public void Scripts_without_blanks_become_pairs_and_triples()
    {
        Assert.Equal(["数据", "据库"], TextAnalyzer.Terms("数据库", Language.Unknown));
        Assert.Equal(["ภาษ", "าษา"], TextAnalyzer.Terms("ภาษา", Language.Unknown));
        Assert.Single(TextAnalyzer.Terms("हिन्दी", Language.Unknown));
    }

    [Theory]
    [InlineData("public", "members")]
    [InlineData("role:admin")]
    [InlineData("group:board-2", "user:user_1")]
    public void Access_tags_have_one_written_form(params string[] tags) =>
        Assert.Equal(string.Join(' ', tags.Order(StringComparer.Ordinal)), AccessTags.Canonical([.. tags, tags[0]]));

    [Theory]
    [InlineData("everybody")]
    [InlineData("role:")]
    [InlineData("role:a b")]
    [InlineData("")]
    public void An_unknown_access_tag_is_refused(string tag) => Assert.Throws<RefusedException>(() => AccessTags.Canonical([tag]));

    private static IReadOnlyList<Passage> Cut(string markdown) => new Chunker(MarkdownReader.Read(markdown), new ChunkSize()).Cut();
}
