namespace Parley.Ranking.Tests;

public sealed class LexicalTests
{
    [Fact]
    public void A_rare_word_counts_more_than_a_common_one()
    {
        var (_, lexical) = new Shelf().Add("the server restarts").Add("the server stops").Add("the ledger restarts").Find("server ledger");

        Assert.Equal(2, lexical.Found[0].Chunk);
    }

    [Fact]
    public void A_word_of_the_title_counts_more_than_one_of_the_body()
    {
        var (_, lexical) = new Shelf().Add("about billing and more").Add("about something", title: "Billing").Find("billing");

        Assert.Equal([1L, 0L], lexical.Found.Select(found => found.Chunk));
    }

    [Fact]
    public void A_longer_text_needs_the_word_more_often()
    {
        var (_, lexical) = new Shelf().Add($"backup {string.Join(' ', Enumerable.Range(0, 80).Select(i => $"w{i}"))}").Add("backup at night").Find("backup");

        Assert.Equal(1, lexical.Found[0].Chunk);
    }

    [Fact]
    public void Ties_are_broken_by_the_number_of_the_chunk()
    {
        var (_, lexical) = new Shelf().Add("tea pot").Add("tea pot").Add("tea pot").Find("tea");

        Assert.Equal([0L, 1L, 2L], lexical.Found.Select(found => found.Chunk));
    }

    [Fact]
    public void A_related_word_finds_but_says_nothing_of_how_rare_the_asked_one_is()
    {
        var (_, lexical) = new Shelf().Add("refunds are paid").Add("you may return it").Add("return the parcel").Find("refund");

        Assert.Equal(3, lexical.Found.Count);
        Assert.Equal(0, lexical.Found[0].Chunk);
        Assert.Equal(1, lexical.Terms[0].Holding);
    }

    [Fact]
    public void What_no_chunk_holds_finds_nothing()
    {
        var (_, lexical) = new Shelf().Add("tea pot").Find("submarine");

        Assert.Empty(lexical.Found);
    }

    [Fact]
    public void Bm25F_agrees_with_its_formula()
    {
        var fields = new FieldWeights(Saturation: 1.2, LengthShare: 0.5, Title: 2);
        var posting = new Posting(1, 3, 1, 0, 0, 20);

        var frequency = Bm25F.Frequency(posting, new(10, 10), fields);

        Assert.Equal((3 / (0.5 + (0.5 * 2))) + 2, frequency, 12);
        Assert.Equal(frequency * 2.2 / (frequency + 1.2), Bm25F.Saturated(frequency, fields), 12);
        Assert.True(Bm25F.Saturated(1e9, fields) < Bm25F.Most(fields));
        Assert.Equal(Math.Log(1 + (7.5 / 3.5)), Bm25F.Weight(10, 3), 12);
    }

    [Fact]
    public void Scores_of_both_legs_are_fused_and_either_leg_may_be_missing()
    {
        var (_, lexical) = new Shelf().Add("tea pot").Add("tea cup").Find("tea pot");

        var both = WeightedFusion.Fuse(lexical, [(1, 0.9), (7, 0.5)], 10);
        var words = WeightedFusion.Fuse(lexical, [], 10);

        Assert.Equal([0L, 1L, 7L], both.Select(fused => fused.Chunk));
        Assert.Null(both[2].Lexical);
        Assert.Equal(0.9, both[1].Similarity);
        Assert.Equal(2, words.Count);
        Assert.Single(WeightedFusion.Fuse(lexical, [(1, 0.9)], 1));
    }
}
