using System.Diagnostics;
using Parley.Vectors;

namespace Parley.Bench.Vectors;

/// <summary>Our index on the same vectors.</summary>
internal static class Ours
{
    public static VectorIndex Open(string folder, Quantization quantization, Settings settings) =>
        VectorIndex.Open(Path.Combine(folder, $"{quantization}"), new VectorIndexOptions
        {
            Dimensions = settings.Dimensions,
            Quantization = quantization,
            Neighbours = settings.Neighbours,
            BuildBreadth = settings.BuildBreadth,
        });

    public static (VectorIndex Index, double Seconds) Build(string folder, float[][] vectors, Quantization quantization, Settings settings)
    {
        var index = Open(folder, quantization, settings);
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < vectors.Length; i++)
        {
            index.Add(i, vectors[i], LabelOf(i));
        }

        index.Checkpoint();
        return (index, clock.Elapsed.TotalSeconds);
    }

    /// <summary>A hundred labels, spread like chance: a filter of n of them lets n % pass.</summary>
    public static int LabelOf(int i) => (int)((uint)i * 2654435761u >> 16) % 100;

    public static Curve Sweep(string name, VectorIndex index, float[][] queries, Truth truth, Settings settings, int oversampling = 4)
    {
        var curve = new Curve(name);
        for (var round = 0; round < settings.Rounds; round++)
        {
            foreach (var breadth in settings.Breadths)
            {
                var (found, seconds) = Ask(index, queries, settings.K, null, new SearchSettings { Breadth = breadth, Plan = SearchPlan.Graph, Oversampling = oversampling });
                curve.Add(breadth, truth.Recall(found), seconds * 1e6 / queries.Length);
            }
        }

        return curve;
    }

    public static (List<long[]> Found, double Seconds) Ask(VectorIndex index, float[][] queries, int k, VectorFilter? filter, SearchSettings how)
    {
        var matches = new List<IReadOnlyList<VectorMatch>>(queries.Length);
        var clock = Stopwatch.StartNew();
        foreach (var query in queries)
        {
            matches.Add(index.Search(query, k, filter, how));
        }

        var seconds = clock.Elapsed.TotalSeconds;
        return ([.. matches.Select(found => found.Select(match => match.Key).ToArray())], seconds);
    }
}
