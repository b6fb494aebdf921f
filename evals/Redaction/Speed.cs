using System.Diagnostics;
using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>The processor time of texts of 2,000 characters.</summary>
internal static class Speed
{
    private const int Characters = 2_000;
    private const int Rounds = 2_000;
    private const int Million = 1_000_000;

    // The fastest of some, so that the load of the machine does not count.
    private const int Times = 5;

    public static void Write(DataSet data)
    {
        var all = string.Join(' ', Spans.Read(data, "presidio-large").Select(text => text.Text));
        var times = new double[Rounds];
        for (var round = -200; round < Rounds; round++)
        {
            var start = Math.Abs(round * 997) % (all.Length - Characters);
            var text = all.Substring(start, Characters);
            var least = double.MaxValue;
            for (var time = 0; time < Times; time++)
            {
                var watch = Stopwatch.StartNew();
                PersonalDataFinder.Find(text);
                least = Math.Min(least, watch.Elapsed.TotalMilliseconds);
            }

            times[Math.Max(0, round)] = least;
        }

        Array.Sort(times);
        Console.WriteLine($"\n{Characters} characters: median {times[Rounds / 2]:0.00} ms, p99 {times[Rounds * 99 / 100]:0.00} ms (the fastest of {Times} of each of {Rounds} texts)");
        Hostile();
        foreach (var length in (int[])[100_000, 1_000_000])
        {
            var text = string.Concat(Enumerable.Repeat(all, (length / all.Length) + 1))[..length];
            var watch = Stopwatch.StartNew();
            var found = PersonalDataFinder.Find(text).Count;
            Console.WriteLine($"{length} characters: {watch.Elapsed.TotalMilliseconds:0} ms, {found} findings");
        }
    }

    // What would be slow if anything were not linear.
    private static void Hostile()
    {
        string[] parts = ["a@", "1 ", "1-", "0123 ", "https://", "-----BEGIN ", "[\\", "password ", "eyJaaaaaaaa.", "a:", "AB12", "x", "John ", "1.1."];
        var worst = parts.Select(part =>
        {
            var text = string.Concat(Enumerable.Repeat(part, Million / part.Length));
            var watch = Stopwatch.StartNew();
            PersonalDataFinder.Find(text);
            return (part, watch.Elapsed.TotalMilliseconds);
        }).MaxBy(pair => pair.TotalMilliseconds);
        Console.WriteLine($"slowest of {parts.Length} repeated parts over {Million} characters: \"{worst.part}\", {worst.TotalMilliseconds:0} ms");
    }
}
