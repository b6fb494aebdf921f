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
        var start = ThreadClock.Seconds;
        for (var i = 0; i < vectors.Length; i++)
        {
            index.Add(i, vectors[i], LabelOf(i));
        }

        index.Checkpoint();
        return (index, ThreadClock.Seconds - start);
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
                Point(curve, index, queries, truth, settings, breadth, oversampling);
            }
        }

        return curve;
    }

    public static void Point(Curve curve, VectorIndex index, float[][] queries, Truth truth, Settings settings, int breadth, int oversampling)
    {
        var (found, seconds) = Ask(index, queries, settings.K, null, new SearchSettings { Breadth = breadth, Plan = SearchPlan.Graph, Oversampling = oversampling });
        curve.Add(breadth, truth.Recall(found), seconds * 1e6 / queries.Length);
    }

    public static (List<long[]> Found, double Seconds) Ask(VectorIndex index, float[][] queries, int k, VectorFilter? filter, SearchSettings how)
    {
        var matches = new List<IReadOnlyList<VectorMatch>>(queries.Length);
        var start = ThreadClock.Seconds;
        foreach (var query in queries)
        {
            matches.Add(index.Search(query, k, filter, how));
        }

        var seconds = ThreadClock.Seconds - start;
        return ([.. matches.Select(found => found.Select(match => match.Key).ToArray())], seconds);
    }
}
