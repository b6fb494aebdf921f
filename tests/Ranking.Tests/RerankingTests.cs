namespace Parley.Ranking.Tests;

public sealed class RerankingTests
{
    [Fact]
    public void Words_that_stand_together_beat_words_far_apart()
    {
        var ranked = new Shelf()
            .Add("The night shift counts parcels. Nobody eats here. The weather is fair. Every backup is slow.")
            .Add("The cook counts plates. The night backup is slow. Nobody eats here. The weather is fair.")
            .Rank("night backup");

        Assert.Equal(1, ranked[0].Candidate.Chunk);
        Assert.True(Value(ranked[0], Feature.Pairs) > Value(ranked[1], Feature.Pairs));
    }

    [Fact]
    public void The_entry_whose_question_is_asked_comes_first()
    {
        var ranked = new Shelf()
            .Add("Returns are free. A return of shoes takes a week, and a return of hats a day.", question: "How long does a return take?")
            .Add("Print the label of your return.", question: "How do I return shoes?")
            .Rank("how do I return shoes");

        Assert.Equal(1, ranked[0].Candidate.Chunk);
    }

    [Fact]
    public void Where_and_when_are_told_apart_though_neither_is_indexed()
    {
        var shelf = new Shelf().Add("At the desk.", question: "Where is the party?").Add("At the evening.", question: "When is the party?");

        Assert.Equal(0, shelf.Rank("where is the party")[0].Candidate.Chunk);
        Assert.Equal(1, shelf.Rank("when is the party")[0].Candidate.Chunk);
    }

    [Fact]
    public void What_the_assistant_has_said_in_so_many_words_goes_back()
    {
        const string said = "The tower stands in Paris and was built by an engineer for a fair.";
        var shelf = new Shelf().Add(said).Add("The tower is painted every seven years in brown.");

        var ranked = shelf.Rank("Tell me more about the tower", [new(true, "Where is the tower?"), new(false, said)]);

        Assert.Equal(1, ranked[0].Candidate.Chunk);
        Assert.Equal(1, Value(ranked[1], Feature.Said));
    }

    [Fact]
    public void Siblings_lift_each_other()
    {
        var ranked = new Shelf().Add("billing billing plan", group: "a").Add("other billing", group: "a").Add("other billing", group: "b").Rank("billing plan");

        Assert.Equal([0L, 1L, 2L], ranked.Select(one => one.Candidate.Chunk));
        Assert.True(ranked[1].Score > ranked[2].Score);
    }

    [Fact]
    public void Every_feature_is_between_nothing_and_one()
    {
        var ranked = new Shelf().Add("", title: "").Add("tea", title: "tea tea", question: "tea?").Add("How many tea pots? 12. In May 1999, John Smith said so.", group: "x")
            .Rank("tea how many tea pots");

        Assert.All(ranked.SelectMany(one => one.Features), value => Assert.InRange(value, 0, 1));
        Assert.All(ranked, one => Assert.Equal(FeatureWeights.Default.Score([.. one.Features]), one.Score));
    }

    [Fact]
    public void A_near_duplicate_goes_behind_everything_else()
    {
        var ranked = new Shelf().Add("tea pot made of red clay here").Add("tea pot made of red clay here").Add("tea is drunk by many").Rank("tea pot");

        var spread = Diversity.Apply(ranked, 10);

        Assert.Equal([0L, 2L, 1L], spread.Select(one => one.Candidate.Chunk));
        Assert.True(spread[2].IsDuplicate);
    }

    [Fact]
    public void A_second_opinion_orders_what_it_read_and_leaves_the_rest()
    {
        var ranked = new Shelf().Add("tea pot clay").Add("tea pot").Add("tea").Rank("tea pot clay");

        var again = SecondOpinion.Apply(ranked, [0.1, 0.9]);

        Assert.Equal([1L, 0L, 2L], again.Select(one => one.Candidate.Chunk));
        Assert.Equal([0.9, 0.1, null], again.Select(one => one.Opinion));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecondOpinion.Apply(ranked, [1, 2, 3, 4]));
    }

    [Fact]
    public void A_question_that_is_answered_scores_above_one_about_something_else()
    {
        var shelf = new Shelf().Add("The backup of the server runs at night and takes an hour.").Add("The cantine opens at noon and serves soup.");

        Assert.True(Score(shelf, "When does the backup of the server run?") > Answerability.Floor);
        Assert.True(Score(shelf, "Who painted the ceiling of the chapel at night?") < Answerability.Floor);
        Assert.Equal(0, Score(shelf, "submarine"));
    }

    [Fact]
    public void An_explanation_adds_up_to_the_score()
    {
        var ranked = new Shelf().Add("The night backup is slow.", title: "Backup").Rank("slow backup")[0];

        var shares = FeatureRanker.Explain(ranked);

        Assert.Equal(ranked.Score, shares.Sum(share => share.Added), 12);
        Assert.Equal(Feature.Lexical, shares[0].Feature);
    }

    private static double Score(Shelf shelf, string question)
    {
        var (plan, lexical) = shelf.Find(question);
        return Answerability.Score(plan, lexical, shelf.Rank(question));
    }

    private static double Value(Reranked one, Feature feature) => one.Features[(int)feature];
}
