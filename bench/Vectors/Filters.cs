using Parley.Vectors;

namespace Parley.Bench.Vectors;

/// <summary>Searches that may find some of all: by the graph, by a look at all, and by what the index takes for cheaper.</summary>
internal static class Filters
{
    private static readonly int[] Percent = [1, 2, 5, 10, 20, 50, 100];

    public static void Run(string folder, Settings settings)
    {
        var (vectors, queries) = new Clusters(settings.Dimensions, settings.Seed).Draw(settings.Count, settings.Queries / 2);
        foreach (var quantization in new[] { Quantization.None, Quantization.Int8 })
        {
            using var index = Ours.Build(folder, vectors, quantization, settings).Index;
            Console.WriteLine($"{quantization}, {settings.Count:N0} vectors, ef 96, k = {settings.K}: recall and µs of a query");
            Console.WriteLine("  allowed         graph          scan       cheapest   cheapest by a test of keys");
            foreach (var percent in Percent)
            {
                var labels = VectorFilter.Labels(Enumerable.Range(0, percent));
                var keys = VectorFilter.Keys(key => Ours.LabelOf((int)key) < percent);
                var truth = Truth.Of(index, queries, settings.K, labels);
                Console.WriteLine($"  {percent,5} % " + string.Concat(
                    Cell(index, queries, truth, settings, labels, SearchPlan.Graph), Cell(index, queries, truth, settings, labels, SearchPlan.Scan),
                    Cell(index, queries, truth, settings, labels, SearchPlan.Cheapest), Cell(index, queries, truth, settings, keys, SearchPlan.Cheapest)));
            }
        }
    }

    private static string Cell(VectorIndex index, float[][] queries, Truth truth, Settings settings, VectorFilter filter, SearchPlan plan)
    {
        var (best, recall) = (double.MaxValue, 0.0);
        for (var round = 0; round < settings.Rounds; round++)
        {
            var (found, seconds) = Ours.Ask(index, queries, settings.K, filter, new SearchSettings { Plan = plan });
            (best, recall) = (Math.Min(best, seconds), truth.Recall(found));
        }

        return $"  {recall:0.000} {best * 1e6 / queries.Length,6:0}";
    }
}
