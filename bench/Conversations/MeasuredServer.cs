using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Kernel;
using Parley.ServerKit;
using Parley.Storage;

namespace Parley.Bench.Conversations;

/// <summary>A server on a fresh database that can be filled while it stands still.</summary>
internal sealed class MeasuredServer : IAsyncDisposable
{
    private const int Subjects = 10;

    private readonly PostgresDatabase? _database;
    private readonly string _masterKey;

    private MeasuredServer(PostgresDatabase? database, ServerProcess server, string masterKey) => (_database, Server, _masterKey) = (database, server, masterKey);

    public ServerProcess Server { get; }

    public static async Task<MeasuredServer> StartAsync(bool isPostgres, Uri? provider)
    {
        var database = isPostgres ? await PostgresDatabase.CreateAsync() : null;
        var masterKey = MasterKey.Generate();
        var server = await ServerProcess.StartAsync(new()
        {
            Database = database?.Connection,
            Provider = provider,
            PlantsDocumentation = true,
            Environment = new Dictionary<string, string>
            {
                ["PARLEY_MASTER_KEY"] = masterKey,
                ["Logging__LogLevel__Default"] = "Warning",
                ["Parley__Limits__RequestsPerMinute"] = "0",
            },
        });
        return new(database, server, masterKey);
    }

    /// <summary>Writes messages of ten people, a tenth each, in conversations of a hundred. Nobody uses the server meanwhile.</summary>
    public async Task FillAsync(int messages)
    {
        var (tenant, _) = await WhoAsync("person-0");
        var people = new List<string>();
        for (var i = 0; i < Subjects; i++)
        {
            people.Add((await WhoAsync($"person-{i}")).Subject);
        }

        await Server.StopAsync();
        var clock = Stopwatch.StartNew();
        await using (var seeder = Open())
        {
            foreach (var (index, subject) in people.Index())
            {
                await seeder.FillAsync(tenant, subject, messages / Subjects, chance: new Random(index));
            }
        }

        Row("written at", $"{messages / clock.Elapsed.TotalSeconds:N0} messages/s");
        await Server.StartAgainAsync();
    }

    /// <summary>Writes conversations of a length for the owner of the server's key, while it stands still.</summary>
    /// <param name="words">Of an answer.</param>
    public async Task<IReadOnlyList<string>> ConverseAsync(int length, int count, int words = 60)
    {
        var (tenant, subject) = await WhoAsync(null);
        await Server.StopAsync();
        await using (var seeder = Open())
        {
            var written = new List<string>();
            for (var i = 0; i < count; i++)
            {
                written.Add(await seeder.ConverseAsync(tenant, subject, length, new Random(i), words));
            }

            await Server.StartAgainAsync();
            return written;
        }
    }

    /// <summary>Gives one person so many conversations of a question and an answer.</summary>
    public async Task ListAsync(string person, int conversations)
    {
        var (tenant, subject) = await WhoAsync(person);
        await Server.StopAsync();
        await using (var seeder = Open())
        {
            await seeder.FillAsync(tenant, subject, conversations * 2, new Random(conversations), length: 2);
        }

        await Server.StartAgainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    public static void Row(string what, string value) => Console.WriteLine($"| {what} | {value} |");

    public static string Quantiles(IReadOnlyCollection<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return $"p50 {sorted[sorted.Count / 2]:0.0} ms, p99 {sorted[sorted.Count * 99 / 100]:0.0} ms";
    }

    private Seeder Open() => Seeder.Open(_database?.Connection, Server.DataFolder, _masterKey);

    private async Task<(TenantScope Tenant, string Subject)> WhoAsync(string? person)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/conversations") { Content = JsonContent.Create(new { title = "Who" }) };
        if (person is not null)
        {
            request.Headers.Add("Parley-End-User", person);
        }

        using var answer = (await Server.Client.SendAsync(request)).EnsureSuccessStatusCode();
        var me = await Server.Client.GetFromJsonAsync<JsonElement>("/v1/me");
        return (new(new(me.GetProperty("tenant").GetProperty("id").GetString()!)), (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("subject").GetString()!);
    }
}
