using Parley.Bench.Turns;

// What a turn costs on this machine: dotnet run -c Release --project bench/Turns -- [SQLite|PostgreSQL] [streams...]
// PostgreSQL is measured too where POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION name one.
var only = args.FirstOrDefault(Databases.Names.Contains);
int[] streams = [.. args.Where(arg => arg != only).Select(int.Parse).DefaultIfEmpty(200)];
await using var provider = await ProviderProcess.StartAsync();
foreach (var database in Databases.There.Where(name => only is null || name == only))
{
    await using var home = await Databases.OpenAsync(database);
    await using var bench = await TurnBench.StartAsync(provider, home);
    Console.WriteLine($"## {database}");
    await bench.MeasureStartAsync();
    await bench.MeasureSingleTurnsAsync(turns: 300);
    foreach (var count in streams)
    {
        await bench.MeasureStreamsAsync(count, TimeSpan.FromSeconds(10));
    }
}
