using Parley.Vectors;

namespace Parley.Bench.Vectors;

/// <summary>Our index and hnswlib in one run, one after the other, each on one thread.</summary>
internal static class Comparison
{
    public static void Run(string folder, Settings settings)
    {
        var (vectors, queries) = new Clusters(settings.Dimensions, settings.Seed).Draw(settings.Count, settings.Queries);
        Console.WriteLine($"{settings.Count:N0} vectors of {settings.Dimensions} dimensions, {settings.Queries:N0} queries, k = {settings.K}, M = {settings.Neighbours}, breadth of building {settings.BuildBreadth}");
        Truth? truth = null;
        var built = new List<(Curve Curve, double Seconds, double Bytes)>();
        foreach (var quantization in Enum.GetValues<Quantization>())
        {
            var (index, seconds) = Ours.Build(folder, vectors, quantization, settings);
            using (index)
            {
                truth ??= Truth.Of(index, queries, settings.K);
                var curve = Ours.Sweep($"{quantization}", index, queries, truth, settings, quantization == Quantization.Binary ? 64 : 4);
                built.Add((curve, seconds, BytesOf(index, quantization, settings)));
            }

            Directory.Delete(Path.Combine(folder, $"{quantization}"), recursive: true);
            Print(built[^1].Curve, seconds, built[^1].Bytes);
        }

        if (Peer.Run(folder, vectors, queries, truth!, settings) is not { } peer)
        {
            return;
        }

        Print(peer.Curve, peer.BuildSeconds, peer.BytesPerVector);
        foreach (var recall in new[] { .90, .95, .98 })
        {
            var theirs = peer.Curve.At(recall);
            Console.WriteLine($"recall {recall:0.00}: hnswlib {theirs:0} µs; "
                + string.Join("; ", built.Select(ours => $"{ours.Curve.Name} {ours.Curve.At(recall):0} µs = {ours.Curve.At(recall) / theirs:0.00} ×")));
        }

        Console.WriteLine("building: " + string.Join("; ", built.Select(ours => $"{ours.Curve.Name} {ours.Seconds / peer.BuildSeconds:0.00} ×")));
    }

    // What must be in memory for searches to be fast: with codes, the full vectors may stay on the disk.
    private static double BytesOf(VectorIndex index, Quantization quantization, Settings settings)
    {
        var all = (double)(index.MappedBytes + index.MemoryBytes) / index.Count;
        return quantization == Quantization.None ? all : all - settings.Dimensions * sizeof(float);
    }

    private static void Print(Curve curve, double seconds, double bytes)
    {
        Console.WriteLine($"{curve.Name}: built in {seconds:0.0} s, {bytes:0} bytes per vector");
        foreach (var (breadth, recall, microseconds) in curve.Points)
        {
            Console.WriteLine($"  ef {breadth,3}  recall {recall:0.0000}  {microseconds,6:0} µs");
        }
    }
}
