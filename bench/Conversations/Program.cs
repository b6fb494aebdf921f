using System.Globalization;
using Parley.Bench.Conversations;
using Parley.Bench.Turns;
using Parley.ServerKit;

// How fast messages are found, what deletions and lists cost, and whether a send costs more in a long conversation or a full database:
// dotnet run -c Release --project bench/Conversations -- [search] [send] [delete] [list] [SQLite|PostgreSQL] [messages, or conversations of a list] [rounds]
// PostgreSQL is measured too where POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION name one.
string[] databases = ["SQLite", "PostgreSQL"];
string[] known = ["search", "send", "delete", "list"];
var verbs = args.Where(known.Contains).ToHashSet();
var only = args.FirstOrDefault(databases.Contains);
int[] numbers = [.. args.Where(arg => char.IsAsciiDigit(arg[0])).Select(arg => int.Parse(arg, CultureInfo.InvariantCulture))];
var (many, rounds) = (numbers.ElementAtOrDefault(0) is > 0 and var asked ? asked : 1_000_000, numbers.ElementAtOrDefault(1) is > 0 and var some ? some : 200);
if (verbs.Count == 0)
{
    throw new ArgumentException($"Say what is to be measured: {string.Join(", ", known)}, or several of them.");
}

foreach (var database in databases.Where(name => only is null ? name == "SQLite" || PostgresDatabase.IsThere : name == only))
{
    var isPostgres = database == "PostgreSQL";
    if (verbs.Contains("list"))
    {
        Console.WriteLine($"## {database}, {many:N0} conversations");
        await using var server = await MeasuredServer.StartAsync(isPostgres, provider: null);
        await new ListBench(server, rounds).MeasureAsync(many);
    }

    if (verbs.Any(verb => verb != "list"))
    {
        await MeasureFullAsync(database, isPostgres);
    }
}

// One filled database serves all of them; what deletes goes last.
async Task MeasureFullAsync(string database, bool isPostgres)
{
    Console.WriteLine($"## {database}, {many:N0} messages");
    await using var provider = await ProviderProcess.StartAsync();
    await provider.FollowAsync(new { tokens = 8 });
    await using var full = await MeasuredServer.StartAsync(isPostgres, new Uri(provider.Url, "/v1"));
    await full.FillAsync(many);
    if (verbs.Contains("search"))
    {
        await new SearchBench(full, rounds).MeasureAsync();
    }

    if (verbs.Contains("send"))
    {
        await using var empty = await MeasuredServer.StartAsync(isPostgres, new Uri(provider.Url, "/v1"));
        await new SendBench(empty, full, rounds).MeasureAsync();
    }

    if (verbs.Contains("delete"))
    {
        await new DeleteBench(full, rounds).MeasureAsync();
    }
}
