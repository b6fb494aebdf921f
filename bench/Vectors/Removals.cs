using System.Diagnostics;
using Parley.Vectors;

namespace Parley.Bench.Vectors;

/// <summary>A fifth is removed: recall and time before, with the removed still there, and after their room was given back; and opening.</summary>
internal static class Removals
{
    public static void Run(string folder, Settings settings)
    {
        var (vectors, queries) = new Clusters(settings.Dimensions, settings.Seed).Draw(settings.Count, settings.Queries);
        using (var index = Ours.Build(folder, vectors, Quantization.Int8, settings).Index)
        {
            Print("before", index, queries, settings);
            var clock = Stopwatch.StartNew();
            for (var key = 0; key < settings.Count; key += 5)
            {
                index.Remove(key);
            }

            Console.WriteLine($"removing a fifth took {clock.Elapsed.TotalMilliseconds:0} ms");
            Print("removed", index, queries, settings);
            clock.Restart();
            index.Compact();
            Console.WriteLine($"giving back the room took {clock.Elapsed.TotalSeconds:0.0} s");
            Print("given back", index, queries, settings);
        }

        var opening = Stopwatch.StartNew();
        using var again = Ours.Open(folder, Quantization.Int8, settings);
        Console.WriteLine($"opening took {opening.Elapsed.TotalMilliseconds:0.0} ms for {again.Count:N0} vectors, {again.MemoryBytes / 1024.0 / 1024:0.0} MiB of own memory");
        Print("opened again", again, queries, settings);
    }

    private static void Print(string when, VectorIndex index, float[][] queries, Settings settings)
    {
        var curve = Ours.Sweep(when, index, queries, Truth.Of(index, queries, settings.K), settings with { Breadths = [28, 96] });
        foreach (var (breadth, recall, microseconds) in curve.Points)
        {
            Console.WriteLine($"{when}: ef {breadth}, recall {recall:0.0000}, {microseconds:0} µs");
        }
    }
}
