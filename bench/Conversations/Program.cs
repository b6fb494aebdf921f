using System.Globalization;
using Parley.Bench.Conversations;
using Parley.Bench.Turns;
using Parley.ServerKit;

// How fast messages are found, and whether a send costs more in a long conversation or a full database:
// dotnet run -c Release --project bench/Conversations -- [search] [send] [SQLite|PostgreSQL] [messages] [rounds]
// PostgreSQL is measured too where POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION name one.
string[] databases = ["SQLite", "PostgreSQL"];
var verbs = args.Where(arg => arg is "search" or "send").ToHashSet();
var only = args.FirstOrDefault(databases.Contains);
int[] numbers = [.. args.Where(arg => char.IsAsciiDigit(arg[0])).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture))];
var (messages, rounds) = (numbers.ElementAtOrDefault(0) is > 0 and var many ? many : 1_000_000, numbers.ElementAtOrDefault(1) is > 0 and var some ? some : 200);
if (verbs.Count == 0)
{
    throw new ArgumentException("Say what is to be measured: search, send or both.");
}

foreach (var database in databases.Where(name => only is null ? name == "SQLite" || PostgresDatabase.IsThere : name == only))
{
    Console.WriteLine($"## {database}, {messages:N0} messages");
    await using var provider = await ProviderProcess.StartAsync();
    await provider.FollowAsync(new { tokens = 8 });
    await using var full = await MeasuredServer.StartAsync(database == "PostgreSQL", new Uri(provider.Url, "/v1"));
    await full.FillAsync(messages);
    if (verbs.Contains("search"))
    {
        await new SearchBench(full, rounds).MeasureAsync();
    }

    if (verbs.Contains("send"))
    {
        await using var empty = await MeasuredServer.StartAsync(database == "PostgreSQL", new Uri(provider.Url, "/v1"));
        await new SendBench(empty, full, rounds).MeasureAsync();
    }
}
