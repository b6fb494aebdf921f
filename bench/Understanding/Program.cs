using System.Diagnostics;
using System.Globalization;
using Parley.Understanding;

// dotnet run -c Release --project bench/Understanding
// Each length is read many times; every reading is one figure, so p99 has what the machine adds at times.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Warm = 2_000;
const int Times = 20_000;
string[] said = "could you please explain which clauses of my rental agreement are not valid and what should I answer to the landlord by when".Split(' ');
var random = new Random(11);

Console.WriteLine("| characters | p50 | p99 | allocated |");
Console.WriteLine("|---|---|---|---|");
foreach (var length in (int[])[20, 100, 500, 2_000, 20_000, 200_000])
{
    // Every third word is one that was never read before: a text that repeats itself would have few features.
    var text = string.Join(' ', Enumerable.Range(0, length).Select(i => i % 3 == 0 ? NewWord() : said[random.Next(said.Length)]))[..length];
    for (var i = 0; i < Warm; i++)
    {
        Understander.Read(text);
    }

    var took = new double[Times];
    var before = GC.GetAllocatedBytesForCurrentThread();
    for (var i = 0; i < Times; i++)
    {
        var from = Stopwatch.GetTimestamp();
        Understander.Read(text);
        took[i] = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
    }

    var allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / Times;
    Array.Sort(took);
    Console.WriteLine($"| {length:#,0} | {took[Times / 2]:0} µs | {took[Times * 99 / 100]:0} µs | {allocated} bytes |");
}

string NewWord() => new([.. Enumerable.Range(0, random.Next(3, 10)).Select(_ => (char)random.Next('a', 'z' + 1))]);
