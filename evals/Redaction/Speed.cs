using System.Diagnostics;
using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>The processor time of texts of 2,000 characters.</summary>
internal static class Speed
{
    private const int Characters = 2_000;
    private const int Rounds = 2_000;

    public static void Write(DataSet data)
    {
        var all = string.Join(' ', Spans.Read(data, "presidio-large").Select(text => text.Text));
        var times = new double[Rounds];
        for (var round = -200; round < Rounds; round++)
        {
            var start = Math.Abs(round * 997) % (all.Length - Characters);
            var text = all.Substring(start, Characters);
            var watch = Stopwatch.StartNew();
            PersonalDataFinder.Find(text);
            if (round >= 0)
            {
                times[round] = watch.Elapsed.TotalMilliseconds;
            }
        }

        Array.Sort(times);
        Console.WriteLine($"\n{Characters} characters: median {times[Rounds / 2]:0.00} ms, p99 {times[Rounds * 99 / 100]:0.00} ms (wall clock of one thread)");
        foreach (var length in (int[])[100_000, 1_000_000])
        {
            var text = string.Concat(Enumerable.Repeat(all, (length / all.Length) + 1))[..length];
            var watch = Stopwatch.StartNew();
            var found = PersonalDataFinder.Find(text).Count;
            Console.WriteLine($"{length} characters: {watch.Elapsed.TotalMilliseconds:0} ms, {found} findings");
        }
    }
}
