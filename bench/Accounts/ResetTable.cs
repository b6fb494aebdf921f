using Parley.ServerKit;

namespace Parley.Bench.Accounts;

/// <summary>Prints what <see cref="ResetBench"/> measures, in rounds of one run.</summary>
internal static class ResetTable
{
    private const int Rounds = 3;

    public static async Task PrintAsync(int times)
    {
        foreach (var name in (string[])(PostgresDatabase.IsThere ? ["SQLite", "PostgreSQL"] : ["SQLite"]))
        {
            await using var database = name == "PostgreSQL" ? await PostgresDatabase.CreateAsync() : null;
            await using var bench = await ResetBench.StartAsync(database);
            Console.WriteLine($"## {name}, {times} of each in a round");
            Console.WriteLine("| round | known: p25 ms | p50 ms | p75 ms | unknown: p25 ms | p50 ms | p75 ms | ratio of p50 |");
            for (var number = 1; number <= Rounds; number++)
            {
                var (known, unknown) = await bench.MeasureAsync(times);
                Console.WriteLine($"| {number} | {Quartiles(known)} | {Quartiles(unknown)} | {At(known, 0.5) / At(unknown, 0.5):0.000} |");
            }
        }
    }

    private static string Quartiles(List<double> times) => $"{At(times, 0.25):0.00} | {At(times, 0.5):0.00} | {At(times, 0.75):0.00}";

    private static double At(List<double> sorted, double part) => sorted[(int)(part * (sorted.Count - 1))];
}
