using System.Diagnostics;
using System.Globalization;
using Parley.Understanding;

// dotnet run -c Release --project bench/Understanding
// Of each length the quietest round counts, so that the load of the machine does not.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Warm = 3_000;
const int Rounds = 60;
const int Times = 500;
string[] said = "could you please explain which clauses of my rental agreement are not valid and what should I answer to the landlord by when".Split(' ');
var random = new Random(11);

Console.WriteLine("| characters | p50 | p99 | allocated |");
Console.WriteLine("|---|---|---|---|");
foreach (var length in (int[])[20, 100, 500, 2_000, 20_000, 200_000])
{
    // Every third word is one that was never read before: a text that repeats itself would have few features.
    var text = string.Join(' ', Enumerable.Range(0, length).Select(i => i % 3 == 0 ? NewWord() : said[random.Next(said.Length)]))[..length];
    Round(text, Warm);
    var rounds = Enumerable.Range(0, Rounds).Select(_ => Round(text, Times)).ToArray();
    var (p50, p99) = (rounds.Min(round => round[Times / 2]), rounds.Min(round => round[Times * 99 / 100]));
    var before = GC.GetAllocatedBytesForCurrentThread();
    Round(text, Times);
    var allocated = (GC.GetAllocatedBytesForCurrentThread() - before - (Times * sizeof(double))) / Times;
    Console.WriteLine($"| {length:#,0} | {p50:0} µs | {p99:0} µs | {allocated} bytes |");
}

static double[] Round(string text, int times)
{
    var took = new double[times];
    for (var i = 0; i < times; i++)
    {
        var from = Stopwatch.GetTimestamp();
        Understander.Read(text);
        took[i] = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
    }

    Array.Sort(took);
    return took;
}

string NewWord() => new([.. Enumerable.Range(0, random.Next(3, 10)).Select(_ => (char)random.Next('a', 'z' + 1))]);
