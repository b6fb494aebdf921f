using System.Globalization;
using Parley.Bench.Knowledge;

// How fast documents come into the knowledge base and passages are found in it, beside SQLite's FTS5 with the same texts and terms:
// dotnet run -c Release --project bench/Knowledge -- ingest [chunks] [SQLite|PostgreSQL]
// dotnet run -c Release --project bench/Knowledge -- search [chunks] [rounds] [SQLite|PostgreSQL] [vectors]
// PostgreSQL is measured too where POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION name one.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string[] databases = ["SQLite", "PostgreSQL"];
int[] numbers = [.. args.Where(arg => char.IsAsciiDigit(arg[0])).Select(int.Parse)];
var only = args.FirstOrDefault(databases.Contains);
var hasPostgres = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("POSTGRES_APP_CONNECTION"));
var kinds = databases.Where(name => only is null ? name == "SQLite" || hasPostgres : name == only)
    .Select(name => name == "SQLite" ? DatabaseKind.Sqlite : DatabaseKind.PostgreSql);
if (args is ["ingest", ..])
{
    foreach (var kind in kinds)
    {
        await IngestionBench.MeasureAsync(kind, numbers.ElementAtOrDefault(0) is > 0 and var asked ? asked : 20_000);
    }

    return;
}

using var peer = new FullTextPeer();
foreach (var kind in kinds)
{
    await new SearchBench(kind, peer, numbers.ElementAtOrDefault(1) is > 0 and var some ? some : 300, args.Contains("vectors"))
        .MeasureAsync(numbers.ElementAtOrDefault(0) is > 0 and var many ? many : 100_000);
}
