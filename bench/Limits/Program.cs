using Parley.Bench.Limits;

// How exact the limits are and what they cost: dotnet run -c Release --project bench/Limits
// Two processes are measured where POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION name a PostgreSQL.
var name = Environment.GetEnvironmentVariable("POSTGRES_APP_CONNECTION") is null ? "SQLite, one process" : "PostgreSQL, two processes";
Console.WriteLine($"## {name}");
await Accuracy.MeasureAsync(clients: 64, perMinute: 6_000, TimeSpan.FromSeconds(20));
await Accuracy.MeasureAsync(clients: 64, perMinute: 600, TimeSpan.FromSeconds(20));
if (Environment.GetEnvironmentVariable("POSTGRES_APP_CONNECTION") is null)
{
    await Cost.MeasureAsync(rounds: 6, requests: 4_000);
}
