using Parley.Text;

namespace Parley.Ranking.Tests;

/// <summary>What of a ranking is worth being shown.</summary>
public sealed class SelectionTests
{
    [Fact]
    public void What_is_there_only_because_nothing_is_nearer_is_left_out()
    {
        Assert.Equal([1L, 3L], Taken(Passage(1, 1.3, 4), Passage(2, 0.1, 0), Passage(3, 0.05, 2), Passage(4, 0.04, 0)));
        Assert.Equal([1L], Taken(Passage(1, 1.3, 4)));
        Assert.Empty(Taken());
    }

    [Fact]
    public void Where_no_words_were_found_the_nearest_stand_beside_each_other() =>
        Assert.Equal([1L, 2L], Taken(Passage(1, 0.3, 0), Passage(2, 0.2, 0), Passage(3, 0.01, 0)));

    [Fact]
    public void What_was_read_with_the_question_stays() =>
        Assert.Equal([2L, 1L], Taken(Passage(2, 0.01, 0) with { Opinion = 9 }, Passage(1, 1.3, 4) with { Opinion = 1 }));

    [Fact]
    public void No_more_are_taken_than_were_asked_for() => Assert.Single(Selection.Take([Passage(1, 1, 1), Passage(2, 1, 1)], 1));

    private static IEnumerable<long> Taken(params Reranked[] ranked) => Selection.Take(ranked, 10).Select(one => one.Candidate.Chunk);

    private static Reranked Passage(long chunk, double score, double lexical) =>
        new(new(chunk, "Text.", null, null, null, null, Language.Find("en"), lexical, score), score, []);
}
