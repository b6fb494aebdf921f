using Parley.Vectors;

namespace Parley.Bench.Vectors;

/// <summary>What is truly nearest, and how much of it was found.</summary>
internal sealed class Truth(HashSet<long>[] nearest)
{
    public static Truth Of(VectorIndex index, float[][] queries, int k, VectorFilter? filter = null)
    {
        var nearest = new HashSet<long>[queries.Length];
        Parallel.For(0, queries.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            nearest[i] = [.. index.Search(queries[i], k, filter, new SearchSettings { Plan = SearchPlan.Exact }).Select(match => match.Key)]);
        return new Truth(nearest);
    }

    public double Recall(IReadOnlyList<long[]> found) =>
        found.Select((keys, i) => nearest[i].Count == 0 ? 1 : keys.Count(nearest[i].Contains) / (double)nearest[i].Count).Average();
}
