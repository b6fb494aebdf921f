namespace Parley.Vectors.Tests;

/// <summary>A filter works inside the search: k that are allowed are found, however few those are.</summary>
public sealed class FilterTests
{
    private static readonly float[][] Vectors = Points.Draw(3000);
    private static readonly VectorIndex Index = VectorIndex.InMemory(Points.Options()).Fill(Vectors);

    public static TheoryData<SearchPlan> Plans => [SearchPlan.Cheapest, SearchPlan.Graph, SearchPlan.Scan];

    [Theory]
    [MemberData(nameof(Plans))]
    public void Only_allowed_labels_are_found(SearchPlan plan)
    {
        var found = Index.Search(Vectors[0], 20, VectorFilter.Labels(3, 4), new SearchSettings { Plan = plan });

        Assert.Equal(20, found.Count);
        Assert.All(found, match => Assert.True(match.Key % 10 is 3 or 4));
        Assert.InRange(Index.Recall(VectorFilter.Labels(3, 4), new SearchSettings { Plan = plan }), .97, 1);
    }

    [Theory]
    [MemberData(nameof(Plans))]
    public void Only_allowed_keys_are_found(SearchPlan plan)
    {
        var filter = VectorFilter.Keys(key => key < 100);

        var found = Index.Search(Vectors[0], 20, filter, new SearchSettings { Plan = plan });

        Assert.All(found, match => Assert.True(match.Key < 100));
        Assert.InRange(Index.Recall(filter, new SearchSettings { Plan = plan }), .97, 1);
    }

    [Fact]
    public void Labels_and_keys_are_asked_together()
    {
        var found = Index.Search(Vectors[0], 50, VectorFilter.Labels(7).AndKeys(key => key > 1000).AndKeys(key => key < 2000));

        Assert.Equal(50, found.Count);
        Assert.All(found, match => Assert.True(match.Key is > 1000 and < 2000 && match.Key % 10 == 7));
    }

    [Fact]
    public void Fewer_than_k_are_found_only_when_fewer_are_allowed()
    {
        Assert.Equal([5L], Points.Keys(Index.Search(Vectors[0], 10, VectorFilter.Keys(key => key == 5))));
        Assert.Empty(Index.Search(Vectors[0], 10, VectorFilter.Labels(11)));
        Assert.Empty(Index.Search(Vectors[0], 10, VectorFilter.Labels()));
        Assert.Equal(3000, Index.Search(Vectors[0], 5000).Count);
    }

    [Fact]
    public void A_filter_that_allows_what_is_far_from_the_query_does_not_lose_it()
    {
        // The 300 farthest from the query, of a filter that looks as if it let a tenth of everything pass.
        var query = Vectors[0];
        var far = Points.Keys(Index.Search(query, 3000, settings: new SearchSettings { Plan = SearchPlan.Exact })).TakeLast(300).ToHashSet();

        var found = Index.Search(query, 10, VectorFilter.Keys(far.Contains));

        Assert.Equal(Points.Keys(Index.Search(query, 10, VectorFilter.Keys(far.Contains), new SearchSettings { Plan = SearchPlan.Exact })), Points.Keys(found));
    }
}
