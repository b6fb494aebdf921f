using Parley.Bench.Accounts;
using Parley.ServerKit;

// Sign-ins a second against the bare password hash, in turn: dotnet run -c Release --project bench/Accounts -- [seconds a round]
// Times of answers to who asks for a new password, known and unknown: dotnet run -c Release --project bench/Accounts -- resets [times a round]
// PostgreSQL is measured too where POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION name one.
if (args is ["resets", ..])
{
    await ResetTable.PrintAsync(args is [_, var times] ? int.Parse(times, System.Globalization.CultureInfo.InvariantCulture) : 400);
    return;
}

var round = TimeSpan.FromSeconds(args is [var seconds, ..] ? int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) : 5);
foreach (var name in (string[])(PostgresDatabase.IsThere ? ["SQLite", "PostgreSQL"] : ["SQLite"]))
{
    await using var database = name == "PostgreSQL" ? await PostgresDatabase.CreateAsync() : null;
    await using var bench = await SignInBench.StartAsync(database);
    Console.WriteLine($"## {name}");
    Console.WriteLine("| round | bare hash: a second | processor ms | sign-in: a second | processor ms | ratio of processor time | p50 ms |");
    for (var number = 1; number <= 3; number++)
    {
        var hashes = await BareHash.MeasureAsync(round);
        var (signIns, p50) = await bench.MeasureAsync(round);
        Console.WriteLine(
            $"| {number} | {hashes.PerSecond:0.0} | {hashes.ProcessorMs:0.0} | {signIns.PerSecond:0.0} | {signIns.ProcessorMs:0.0} "
            + $"| {signIns.ProcessorMs / hashes.ProcessorMs:0.00} | {p50:0} |");
    }
}
