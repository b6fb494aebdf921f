using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;
using Npgsql;
using Parley.TestKit;

namespace Parley.Server.Tests.Durability;

/// <summary>
/// Guarantee G4 against <c>kill -9</c>: wherever between reservation, call and settlement the server dies, the books balance, no budget is
/// exceeded, and nothing stays set aside. <c>PARLEY_KILL_ROUNDS</c> and <c>PARLEY_KILL_SEED</c> make the loop longer and other.
/// </summary>
public sealed class LedgerKillTests(ITestOutputHelper output)
{
    private const int DefaultRounds = 4;
    private const int Senders = 4;

    /// <summary>Some worst cases: what is left of the budget after each kill. It runs out now and then.</summary>
    private const long Room = 60_000;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task The_books_balance_wherever_the_server_dies(string database)
    {
        var rounds = Read("PARLEY_KILL_ROUNDS") ?? DefaultRounds;
        var seed = Read("PARLEY_KILL_SEED") ?? Random.Shared.Next();
        await using var server = await ChatServer.StartAsync(
            database, new() { Tokens = 12, Rate = 400, TtftMs = 5 }, ("Parley__Runs__LeaseSeconds", "2"), ("Parley__Runs__MostAttempts", "100"));
        var books = new LedgerBooks(() => server.Client);
        await books.OpenAsync("scripted", Room, Cancel);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var watching = WatchAsync(books, over.Token);

        var loop = new KillLoop(server.Node, new Random(seed), Senders) { TurnsPerConversation = 3, AfterStart = () => MakeRoomAsync(books) };
        var report = await loop.RunAsync(rounds, Cancel);

        // Chance may miss the short time of a call; the last kill does not.
        await MakeRoomAsync(books);
        await BeginCallAsync(server);
        await over.CancelAsync();
        var looks = await watching;
        await server.Node.KillAsync();
        server.Scripts.Release();
        await LetTimePassAsync(server);
        await server.Node.StartAgainAsync();
        await Poll.UntilAsync(async () => await books.ReservedAsync(Cancel) == 0, "nothing is set aside any more", TimeSpan.FromMinutes(3));

        var (records, spent) = await books.CheckAsync(Cancel);
        var asked = server.ProviderRequests.All.Where(seen => seen.Path.EndsWith("/chat/completions", StringComparison.Ordinal)).ToList();
        var lost = records.Count(record => record.GetProperty("outcome").GetString() == "lost");
        output.WriteLine(
            $"{database}, seed {seed}: kills {rounds}, turns {report.Sent}, calls at the provider {asked.Count}, usage records {records.Count}, "
            + $"of them lost {lost}, looks at the budget {looks}; all balanced");
        Assert.Equal((0, 0), (report.Lost, report.Doubled));

        // Each call that the provider saw is counted once, and for no less than it wrote; one that was lost may never have reached it.
        Assert.InRange(asked.Count, records.Count - lost, records.Count);
        Assert.True(spent >= asked.Sum(seen => seen.TokensSent) * LedgerBooks.Price.Output, "Calls cost more than was charged.");
        Assert.True(looks > 0, "Nobody looked at the budget meanwhile.");
        Assert.True(lost > 0, "No kill hit a call: the loop proved nothing.");
    }

    private static async Task BeginCallAsync(ChatServer server)
    {
        server.Scripts.Put(new(null, null, [new() { Tokens = 12, Rate = 400, HoldAt = 6 }]));
        var conversation = await PersistentSender.StartConversationAsync(server.Client, Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{conversation}/turns")
        {
            Content = JsonContent.Create(new { message = "Tell me something.", retrieval = false }),
        };
        using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        response.EnsureSuccessStatusCode();
        await Poll.UntilAsync(() => server.ProviderRequests.All.Any(seen => seen is { Outcome: "running", TokensSent: >= 6 }), "a call is under way");
    }

    private static async Task<int> WatchAsync(LedgerBooks books, CancellationToken cancellationToken)
    {
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var looks = 0; ;)
        {
            try
            {
                await poll.WaitForNextTickAsync(cancellationToken);
                var (limit, spent, reserved) = await books.BudgetAsync(cancellationToken);
                Assert.InRange(spent + reserved, 0, limit);
                looks++;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return looks;
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
            {
                // It died, and comes again.
            }
        }
    }

    private static async Task MakeRoomAsync(LedgerBooks books)
    {
        var (_, spent, reserved) = await books.BudgetAsync(Cancel);
        await books.RaiseAsync(spent + reserved + Room, Cancel);
    }

    /// <summary>Ends the time that calls under way have: none of them lives any more.</summary>
    private static async Task LetTimePassAsync(ChatServer server)
    {
        const string Passed = "update sys_open_reservations set expires_at = 1";
        if (server.SuperConnection is { } super)
        {
            await using var source = NpgsqlDataSource.Create(super);
            await using var command = source.CreateCommand(Passed);
            await command.ExecuteNonQueryAsync(Cancel);
            return;
        }

        SQLitePCL.Batteries_V2.Init();
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(server.Node.DataFolder, "parley.db")};Pooling=False");
        await connection.OpenAsync(Cancel);
        await using var update = connection.CreateCommand();
        update.CommandText = Passed;
        await update.ExecuteNonQueryAsync(Cancel);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
