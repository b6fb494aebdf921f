namespace Parley.Vectors.Tests;

/// <summary>Vectors in clusters, the same for the same seed, and how much of what is nearest a search finds.</summary>
internal static class Points
{
    public const int Dimensions = 40;

    public static float[][] Draw(int count, int seed = 1, int dimensions = Dimensions)
    {
        var centres = Plain(32, new Random(42), dimensions);
        var random = new Random(seed);
        return [.. Plain(count, random, dimensions).Select(point => Sum(point, centres[random.Next(centres.Length)]))];
    }

    public static VectorIndexOptions Options(Quantization quantization = Quantization.None, Metric metric = Metric.Cosine) =>
        new() { Dimensions = Dimensions, Quantization = quantization, Metric = metric, BuildBreadth = 64, Neighbours = 12 };

    public static VectorIndex Fill(this VectorIndex index, float[][] points, IEnumerable<int>? order = null)
    {
        foreach (var i in order ?? Enumerable.Range(0, points.Length))
        {
            index.Add(i, points[i], label: i % 10);
        }

        return index;
    }

    /// <summary>The share of the ten nearest that the graph finds, over fifty queries.</summary>
    public static double Recall(this VectorIndex index, VectorFilter? filter = null, SearchSettings? settings = null)
    {
        settings ??= new SearchSettings { Plan = SearchPlan.Graph, Breadth = 100, Oversampling = 10 };
        var exact = new SearchSettings { Plan = SearchPlan.Exact };
        return Draw(50, seed: 99).Average(query =>
        {
            var nearest = Keys(index.Search(query, 10, filter, exact));
            return nearest.Intersect(Keys(index.Search(query, 10, filter, settings))).Count() / (double)nearest.Length;
        });
    }

    public static long[] Keys(IEnumerable<VectorMatch> matches) => [.. matches.Select(match => match.Key)];

    private static float[][] Plain(int count, Random random, int dimensions) =>
        [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimensions).Select(_ => (float)(random.NextDouble() * 2 - 1)).ToArray())];

    private static float[] Sum(float[] a, float[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
