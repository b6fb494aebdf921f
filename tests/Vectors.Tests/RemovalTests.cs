namespace Parley.Vectors.Tests;

/// <summary>What is removed is not found, and what remains is found as before.</summary>
public sealed class RemovalTests
{
    private static readonly float[][] Vectors = Points.Draw(3000);

    [Fact]
    public void A_removed_vector_is_not_found_again()
    {
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors);

        Assert.True(index.Remove(0));
        Assert.False(index.Remove(0));
        Assert.False(index.Remove(123456));

        Assert.DoesNotContain(0, Points.Keys(index.Search(Vectors[0], 50)));
        Assert.False(index.Contains(0));
        Assert.Equal(2999, index.Count);
    }

    [Theory]
    [InlineData(Quantization.None)]
    [InlineData(Quantization.Int8)]
    public void Half_of_all_may_go_before_and_after_the_room_is_given_back(Quantization quantization)
    {
        using var index = VectorIndex.InMemory(Points.Options(quantization)).Fill(Vectors);
        foreach (var key in Enumerable.Range(0, 3000).Where(key => key % 2 == 0).Take(1000))
        {
            index.Remove(key);
        }

        var before = index.Recall();
        index.Compact();

        Assert.InRange(before, .98, 1);
        Assert.InRange(index.Recall(), .98, 1);
        Assert.Equal((2000, 0), (index.Count, index.Removed));
    }

    [Fact]
    public void A_whole_region_may_go()
    {
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors);
        foreach (var match in index.Search(Vectors[0], 900, settings: new SearchSettings { Plan = SearchPlan.Exact }))
        {
            index.Remove(match.Key);
        }

        index.Compact();

        Assert.InRange(index.Recall(), .98, 1);
        Assert.Equal(10, index.Search(Vectors[0], 10, settings: new SearchSettings { Plan = SearchPlan.Graph }).Count);
    }

    [Fact]
    public void Room_is_given_back_by_itself_when_much_was_removed()
    {
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors);
        foreach (var key in Enumerable.Range(0, 1200))
        {
            index.Remove(key);
        }

        Assert.InRange(index.Removed, 0, 1024);
        Assert.Equal(1800, index.Count);
        Assert.InRange(index.Recall(), .98, 1);
    }

    [Fact]
    public void Another_vector_under_a_key_takes_the_place_of_the_one_before()
    {
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors);

        index.Add(0, Vectors[1].Select(x => -x).ToArray(), label: 77);

        Assert.Equal(3000, index.Count);
        Assert.DoesNotContain(0, Points.Keys(index.Search(Vectors[0], 50)));
        Assert.Equal([0L], Points.Keys(index.Search(Vectors[0], 50, VectorFilter.Labels(77))));
    }

    [Fact]
    public void The_same_vector_again_changes_nothing_but_its_label()
    {
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors[..100]);

        index.Add(5, Vectors[5], label: 5);
        index.Add(6, Vectors[6], label: 60);

        Assert.Equal((100, 0), (index.Count, index.Removed));
        Assert.Equal([6L], Points.Keys(index.Search(Vectors[5], 50, VectorFilter.Labels(60))));
    }

    [Fact]
    public void An_index_may_be_emptied_and_filled_again()
    {
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors[..50]);
        foreach (var key in Enumerable.Range(0, 50))
        {
            index.Remove(key);
        }

        Assert.Empty(index.Search(Vectors[0], 5));
        index.Compact();
        Assert.Empty(index.Search(Vectors[0], 5));
        index.Fill(Vectors[..50]);
        Assert.Equal(0, index.Search(Vectors[0], 5)[0].Key);
    }
}
