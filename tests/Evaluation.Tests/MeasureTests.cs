namespace Parley.Evaluation.Tests;

public sealed class MeasureTests
{
    private static readonly Dictionary<string, double> Two = new() { ["a"] = 1, ["b"] = 1 };

    [Fact]
    public void Recall_is_the_share_of_the_gold_documents_among_the_first()
    {
        var measures = RetrievalMeasures.Of(["a", "x", "y", "b"], Two);

        Assert.Equal((0.5, 0.5, 1.0, 1.0), (measures.Recall1, measures.Recall3, measures.Recall5, measures.Recall10));
    }

    [Fact]
    public void The_reciprocal_rank_is_that_of_the_first_gold_document()
    {
        Assert.Equal(1 / 3.0, RetrievalMeasures.Of(["x", "y", "b", "a"], Two).Mrr);
        Assert.Equal(0, RetrievalMeasures.Of(["x"], Two).Mrr);
    }

    [Fact]
    public void Gains_are_discounted_by_their_rank_and_weighed_by_their_grade()
    {
        var gold = new Dictionary<string, double> { ["a"] = 3, ["b"] = 1 };

        var found = RetrievalMeasures.Of(["b", "a"], gold).Ndcg;

        Assert.Equal((1 + (3 / Math.Log2(3))) / (3 + (1 / Math.Log2(3))), found, 12);
        Assert.Equal(1, RetrievalMeasures.Of(["a", "b"], gold).Ndcg, 12);
    }

    [Fact]
    public void A_document_that_comes_twice_counts_once()
    {
        Assert.Equal(1, RetrievalMeasures.Of(["a", "a", "b"], Two).Ndcg, 12);
    }

    [Fact]
    public void What_stands_behind_the_tenth_place_counts_for_nothing()
    {
        var measures = RetrievalMeasures.Of([.. Enumerable.Range(0, 10).Select(i => $"x{i}"), "a"], Two);

        Assert.Equal((0, 0, 0), (measures.Recall10, measures.Mrr, measures.Ndcg));
    }

    [Fact]
    public void A_score_that_tells_all_apart_has_an_area_of_one_and_a_blind_one_of_a_half()
    {
        Assert.Equal(1, Separation.Auc([0.9, 0.8], [0.1, 0.2]));
        Assert.Equal(0.5, Separation.Auc([0.3, 0.3], [0.3]));
        Assert.Equal(0.5, Separation.ShareAtOrAbove([0.4, 0.6], 0.6));
    }
}
