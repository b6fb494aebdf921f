using System.Globalization;
using Parley.Bench.Conversations;
using Parley.Bench.Turns;
using Parley.ServerKit;

// How fast messages are found, what deletions and lists cost, and whether a send costs more in a long conversation or a full database:
// dotnet run -c Release --project bench/Conversations -- search|send|delete|list [SQLite|PostgreSQL] [messages, or conversations of a list] [rounds]
// PostgreSQL is measured too where POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION name one.
string[] databases = ["SQLite", "PostgreSQL"];
var verb = args.FirstOrDefault(arg => arg is "search" or "send" or "delete" or "list")
    ?? throw new ArgumentException("Say what is to be measured: search, send, delete or list.");
var only = args.FirstOrDefault(databases.Contains);
int[] numbers = [.. args.Where(arg => char.IsAsciiDigit(arg[0])).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture))];
var (messages, rounds) = (numbers.ElementAtOrDefault(0) is > 0 and var many ? many : 1_000_000, numbers.ElementAtOrDefault(1) is > 0 and var some ? some : 200);
foreach (var database in databases.Where(name => only is null ? name == "SQLite" || PostgresDatabase.IsThere : name == only))
{
    Console.WriteLine($"## {database}, {messages:N0} {(verb == "list" ? "conversations" : "messages")}");
    if (verb == "list")
    {
        await using var server = await MeasuredServer.StartAsync(database == "PostgreSQL", provider: null);
        await new ListBench(server, rounds).MeasureAsync(messages);
    }
    else if (verb is "search" or "delete")
    {
        await using var full = await MeasuredServer.StartAsync(database == "PostgreSQL", provider: null);
        await full.FillAsync(messages);
        await (verb == "search" ? new SearchBench(full, rounds).MeasureAsync() : new DeleteBench(full, rounds).MeasureAsync());
    }
    else
    {
        await using var provider = await ProviderProcess.StartAsync();
        await provider.FollowAsync(new { tokens = 8 });
        await using var empty = await MeasuredServer.StartAsync(database == "PostgreSQL", new Uri(provider.Url, "/v1"));
        await using var full = await MeasuredServer.StartAsync(database == "PostgreSQL", new Uri(provider.Url, "/v1"));
        await full.FillAsync(messages);
        await new SendBench(empty, full, rounds).MeasureAsync();
    }
}
