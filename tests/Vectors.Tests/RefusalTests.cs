namespace Parley.Vectors.Tests;

/// <summary>What cannot be compared is refused, in words.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void Another_number_of_dimensions_is_refused()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 3 });

        Assert.Contains("3 dimensions, the vector 2", Assert.Throws<ArgumentException>(() => index.Add(1, [1, 2])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => index.Search([1, 2, 3, 4], 1));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void What_is_no_finite_number_is_refused(float component)
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2 });

        Assert.Throws<ArgumentException>(() => index.Add(1, [1, component]));
        Assert.Throws<ArgumentException>(() => index.Search([component, 1], 1));
        Assert.Equal(0, index.Count);
    }

    [Fact]
    public void A_vector_of_length_zero_has_a_place_but_no_direction()
    {
        using var angles = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2 });
        using var distances = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2, Metric = Metric.Euclidean });
        angles.Add(1, [1, 0]);
        distances.Add(1, [0, 0]);

        Assert.Throws<ArgumentException>(() => angles.Add(2, [0, 0]));
        Assert.Empty(angles.Search([0, 0], 1));
        Assert.Equal(new VectorMatch(1, 0), Assert.Single(distances.Search([0, 0], 1)));
    }

    [Fact]
    public void Very_long_and_very_short_vectors_have_their_directions()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2 });
        index.Add(1, [1e38f, 1e38f]);
        index.Add(2, [1e-38f, -1e-38f]);

        Assert.Equal([(1L, 1f), (2L, 0f)], index.Search([2, 2], 2).Select(match => (match.Key, MathF.Round(match.Score, 5))));
    }

    [Fact]
    public void An_empty_index_finds_nothing()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2 });

        Assert.Empty(index.Search([1, 0], 10));
        Assert.Empty(index.Search([1, 0], 10, VectorFilter.Labels(0), new SearchSettings { Plan = SearchPlan.Graph }));
        index.Compact();
    }

    [Fact]
    public void Options_out_of_their_ranges_are_refused()
    {
        foreach (var options in new VectorIndexOptions[]
        {
            new() { Dimensions = 0 },
            new() { Dimensions = 9000 },
            new() { Dimensions = 8, Neighbours = 2 },
            new() { Dimensions = 8, BuildBreadth = 4 },
            new() { Dimensions = 8, Quantization = Quantization.Binary, Metric = Metric.Euclidean },
        })
        {
            Assert.Throws<ArgumentException>(() => VectorIndex.InMemory(options));
        }
    }

    [Fact]
    public void Labels_and_numbers_out_of_their_ranges_are_refused()
    {
        using var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2 });

        Assert.Throws<ArgumentOutOfRangeException>(() => index.Add(1, [1, 0], label: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Add(1, [1, 0], VectorIndex.HighestLabel + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search([1, 0], 0));
    }

    [Fact]
    public void A_closed_index_says_so()
    {
        var index = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2 });
        index.Dispose();

        Assert.Throws<ObjectDisposedException>(() => index.Add(1, [1, 0]));
        Assert.Throws<ObjectDisposedException>(() => index.Search([1, 0], 1));
    }
}
