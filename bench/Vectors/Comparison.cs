using Parley.Vectors;

namespace Parley.Bench.Vectors;

/// <summary>Our index and hnswlib in one run, each on one thread, asked by turns so that what else the machine does meets both.</summary>
internal static class Comparison
{
    public static void Run(string folder, Settings settings)
    {
        var (vectors, queries) = new Clusters(settings.Dimensions, settings.Seed).Draw(settings.Count, settings.Queries);
        Console.WriteLine($"{settings.Count:N0} vectors of {settings.Dimensions} dimensions, {settings.Queries:N0} queries, k = {settings.K}, M = {settings.Neighbours}, breadth of building {settings.BuildBreadth}");
        var ours = settings.Quantizations.Select(quantization => Built.Make(folder, quantization, vectors, settings)).ToList();
        var truth = Truth.Of(ours[0].Index, queries, settings.K);
        using var peer = Peer.Build(folder, vectors, queries, settings);
        var theirs = new Curve("hnswlib");
        for (var round = 0; round < settings.Rounds; round++)
        {
            foreach (var breadth in settings.Breadths)
            {
                if (peer is not null)
                {
                    var (found, seconds) = peer.Ask(breadth);
                    theirs.Add(breadth, truth.Recall(found), seconds * 1e6 / queries.Length);
                }

                foreach (var one in ours)
                {
                    Ours.Point(one.Curve, one.Index, queries, truth, settings, breadth, one.Oversampling);
                }
            }
        }

        Report(ours, theirs, peer);
        ours.ForEach(one => one.Index.Dispose());
    }

    private static void Report(List<Built> ours, Curve theirs, Peer? peer)
    {
        foreach (var one in ours)
        {
            Print(one.Curve, one.Seconds, one.BytesPerVector);
        }

        if (peer is null)
        {
            return;
        }

        Print(theirs, peer.BuildSeconds, peer.BytesPerVector);
        foreach (var recall in new[] { .90, .95, .98 })
        {
            var time = theirs.At(recall);
            Console.WriteLine($"recall {recall:0.00}: hnswlib {time:0} µs; "
                + string.Join("; ", ours.Select(one => $"{one.Curve.Name} {one.Curve.At(recall):0} µs = {one.Curve.At(recall) / time:0.00} ×")));
        }

        Console.WriteLine("building: " + string.Join("; ", ours.Select(one => $"{one.Curve.Name} {one.Seconds / peer.BuildSeconds:0.00} ×")));
    }

    private static void Print(Curve curve, double seconds, double bytes)
    {
        Console.WriteLine($"{curve.Name}: built in {seconds:0.0} s, {bytes:0} bytes per vector");
        foreach (var (breadth, recall, microseconds) in curve.Points)
        {
            Console.WriteLine($"  ef {breadth,3}  recall {recall:0.0000}  {microseconds,6:0} µs");
        }
    }

    private sealed record Built(VectorIndex Index, Curve Curve, double Seconds, double BytesPerVector, int Oversampling)
    {
        public static Built Make(string folder, Quantization quantization, float[][] vectors, Settings settings)
        {
            var (index, seconds) = Ours.Build(folder, vectors, quantization, settings);
            Console.WriteLine($"{quantization} is built.");
            // What must be in memory for searches to be fast: with codes, the full vectors may stay on the disk.
            var bytes = (double)(index.MappedBytes + index.MemoryBytes) / index.Count
                - (quantization == Quantization.None ? 0 : settings.Dimensions * sizeof(float));
            return new Built(index, new Curve($"{quantization}"), seconds, bytes, quantization == Quantization.Binary ? 64 : 4);
        }
    }
}
