using System.Globalization;
using Parley.Bench.Knowledge;

// How fast documents come into the knowledge base and passages are found in it, beside SQLite's FTS5 with the same texts and terms:
// dotnet run -c Release --project bench/Knowledge -- [chunks] [rounds] [SQLite|PostgreSQL]
// PostgreSQL is measured too where POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION name one.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string[] databases = ["SQLite", "PostgreSQL"];
int[] numbers = [.. args.Where(arg => char.IsAsciiDigit(arg[0])).Select(int.Parse)];
var chunks = numbers.ElementAtOrDefault(0) is > 0 and var asked ? asked : 100_000;
var rounds = numbers.ElementAtOrDefault(1) is > 0 and var some ? some : 300;
var only = args.FirstOrDefault(databases.Contains);
var hasPostgres = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("POSTGRES_APP_CONNECTION"));

using var peer = new FullTextPeer();
foreach (var database in databases.Where(name => only is null ? name == "SQLite" || hasPostgres : name == only))
{
    await new TextBench(database == "SQLite" ? DatabaseKind.Sqlite : DatabaseKind.PostgreSql, peer, rounds).MeasureAsync(chunks);
}
