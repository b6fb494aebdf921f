namespace Parley.Vectors.Tests;

/// <summary>The graph finds nearly all of what a look at all finds.</summary>
public sealed class RecallTests
{
    private static readonly float[][] Vectors = Points.Draw(3000);

    [Theory]
    [InlineData(Quantization.None, Metric.Cosine, .98)]
    [InlineData(Quantization.None, Metric.Euclidean, .98)]
    [InlineData(Quantization.Int8, Metric.Cosine, .98)]
    [InlineData(Quantization.Int8, Metric.Euclidean, .98)]
    [InlineData(Quantization.Binary, Metric.Cosine, .8)]
    public void The_graph_finds_the_nearest(Quantization quantization, Metric metric, double atLeast)
    {
        using var index = VectorIndex.InMemory(Points.Options(quantization, metric)).Fill(Vectors);

        Assert.InRange(index.Recall(), atLeast, 1);
    }

    [Theory]
    [InlineData(Quantization.Int8)]
    [InlineData(Quantization.Binary)]
    public void What_is_found_by_codes_is_ordered_and_scored_by_the_full_vectors(Quantization quantization)
    {
        using var index = VectorIndex.InMemory(Points.Options(quantization)).Fill(Vectors);
        var query = Points.Draw(1, seed: 8)[0];

        var exact = index.Search(query, 3000, settings: new SearchSettings { Plan = SearchPlan.Exact }).ToDictionary(match => match.Key, match => match.Score);
        var found = index.Search(query, 10, settings: new SearchSettings { Plan = SearchPlan.Graph });

        Assert.Equal(10, found.Count);
        Assert.All(found, match => Assert.Equal(exact[match.Key], match.Score, 1e-5));
        Assert.Equal(found.OrderByDescending(match => match.Score), found);
    }

    [Theory]
    [InlineData(Quantization.None)]
    [InlineData(Quantization.Int8)]
    [InlineData(Quantization.Binary)]
    public void Without_being_told_how_a_search_finds_nearly_all(Quantization quantization)
    {
        using var index = VectorIndex.InMemory(Points.Options(quantization)).Fill(Vectors);

        var recall = Points.Draw(50, seed: 99).Average(query =>
            Points.Keys(index.Search(query, 10, settings: new SearchSettings { Plan = SearchPlan.Exact })).Intersect(Points.Keys(index.Search(query, 10))).Count() / 10.0);

        Assert.InRange(recall, .95, 1);
    }

    [Fact]
    public void More_breadth_finds_more()
    {
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors);

        var recalls = new[] { 10, 30, 120 }.Select(breadth => index.Recall(settings: new SearchSettings { Plan = SearchPlan.Graph, Breadth = breadth })).ToArray();

        Assert.Equal(recalls.Order(), recalls);
        Assert.True(recalls[0] < recalls[2]);
    }

    [Fact]
    public void A_few_vectors_are_searched_exactly_and_many_by_the_graph_at_no_loss_that_matters()
    {
        using var few = VectorIndex.InMemory(Points.Options()).Fill(Vectors[..200]);
        using var many = VectorIndex.InMemory(Points.Options()).Fill(Vectors);

        Assert.Equal(1, few.Recall(settings: SearchSettings.Default));
        Assert.InRange(many.Recall(settings: SearchSettings.Default), .97, 1);
    }

    [Fact]
    public void The_order_in_which_vectors_come_does_not_matter()
    {
        var shuffled = Enumerable.Range(0, Vectors.Length).ToArray();
        new Random(3).Shuffle(shuffled);
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors, shuffled);
        // Cluster after cluster, as documents come that are alike.
        using var sorted = VectorIndex.InMemory(Points.Options()).Fill(Vectors, Enumerable.Range(0, Vectors.Length).OrderBy(i => Vectors[i][0]));

        Assert.InRange(index.Recall(), .98, 1);
        Assert.InRange(sorted.Recall(), .98, 1);
    }

    [Fact]
    public void The_same_calls_give_the_same_index()
    {
        using var one = VectorIndex.InMemory(Points.Options()).Fill(Vectors);
        using var other = VectorIndex.InMemory(Points.Options()).Fill(Vectors);

        foreach (var query in Points.Draw(20, seed: 7))
        {
            var narrow = new SearchSettings { Plan = SearchPlan.Graph, Breadth = 10 };
            Assert.Equal(one.Search(query, 10, settings: narrow), other.Search(query, 10, settings: narrow));
        }
    }

    [Fact]
    public void Vectors_added_later_are_found_like_those_before()
    {
        using var index = VectorIndex.InMemory(Points.Options()).Fill(Vectors[..1500]);
        Assert.InRange(index.Recall(), .98, 1);

        index.Fill(Vectors, Enumerable.Range(1500, 1500));

        Assert.InRange(index.Recall(), .98, 1);
        Assert.Equal(3000, index.Count);
    }

    [Fact]
    public void A_score_is_the_cosine_or_minus_the_square_of_the_distance()
    {
        using var angles = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2 });
        using var distances = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = 2, Metric = Metric.Euclidean });
        angles.Add(1, [3, 4]);
        distances.Add(1, [3, 4]);

        Assert.Equal(.6f, Assert.Single(angles.Search([2, 0], 1)).Score, 1e-6f);
        Assert.Equal(-17f, Assert.Single(distances.Search([2, 0], 1)).Score, 1e-6f);
    }
}
