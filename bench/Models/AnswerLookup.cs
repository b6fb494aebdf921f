using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Kernel;
using Parley.Orchestration;
using Parley.ServerKit;
using Parley.Storage;
using Parley.TestKit;

namespace Parley.Bench.Models;

/// <summary>
/// How long a question waits that no kept answer fits, which is what most do: a scope holds as many answers as are looked at, each of another
/// person. The first time nothing is in memory, as after a start; later the node has seen them.
/// </summary>
internal static class AnswerLookup
{
    private const string Scope = "scope";
    private const int Answers = 300;

    // Enough for a node to have seen them all.
    private const int WarmUp = 10;
    private static readonly TenantScope Tenant = new(new("tenant_a"));

    public static async Task RunAsync(int rounds)
    {
        Console.WriteLine($"{Answers} answers of {Answers} people in one scope; a question that none of them fits; {rounds} lookups, and {rounds / 10} by nodes that begin");
        Console.WriteLine("| database | looked up | p50, ms | p99, ms |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var kind in Enum.GetValues<DatabaseKind>().Where(kind => kind == DatabaseKind.Sqlite || PostgresDatabase.IsThere))
        {
            await using var database = await TestDatabase.CreateAsync(
                kind, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly), new MigrationSource("orchestration", typeof(OrchestrationModule).Assembly));
            await FillAsync(database);
            await Node.LookAsync(database, 3, fresh: true);
            Console.WriteLine(Row(kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL", "first on a node", await Node.LookAsync(database, rounds / 10, fresh: true)));
            Console.WriteLine(Row(kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL", "later", await Node.LookAsync(database, rounds, fresh: false)));
        }
    }

    private static string Row(string database, string what, List<double> took)
    {
        took.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"| {database} | {what} | {took[took.Count / 2]:0.0} | {took[Math.Min(took.Count - 1, took.Count * 99 / 100)]:0.0} |");
    }

    private static async Task FillAsync(TestDatabase database)
    {
        using var node = new Node(database);
        for (var at = 0; at < Answers; at++)
        {
            var turn = Id<Ids.Turn>.New(TimeProvider.System);
            var subject = new Id<Ids.Subject>($"sub_{at}");
            await database.Tenants.WriteAsync(Tenant, connection => connection.ExecuteAsync(
                """
                INSERT INTO turns (tenant_id, id, conversation_id, subject_id, user_message_id, assistant_message_id, state, request, created_at)
                VALUES (@tenant, @turn, 'conv_1', @subject, 'msg_1', 'msg_2', 'completed', @request, 0)
                """,
                new { turn = turn.Value, subject = subject.Value, request = new byte[1] }));
            await node.Shared.KeepAsync(
                new(Tenant.Id, $"{at:x64}", Scope, turn, subject, DateTimeOffset.UtcNow, new(Question(at), string.Concat(Enumerable.Repeat("An answer has some sentences. ", 50)), [])),
                CancellationToken.None);
        }
    }

    private static string Question(int at) => $"How do I change the {Words[at % Words.Length]} of the {Words[at / Words.Length % Words.Length]} in room {at}?";

    private static readonly string[] Words = ["colour", "owner", "address", "invoice", "password", "printer", "contract", "delivery", "language", "calendar", "photo", "price", "limit", "name", "key", "report", "door"];

    /// <summary>The caches of one node.</summary>
    private sealed class Node : IDisposable
    {
        private readonly Sealer _sealer;
        private readonly MemoryAnswers _memory;
        private readonly AnswerCache _cache;

        public Node(TestDatabase database)
        {
            var options = Options.Create(new AnswerCacheOptions());
            _sealer = new(database.Tenants, database.MasterKey, TimeProvider.System, database.Signals);
            _memory = new(options, database.Signals, TimeProvider.System);
            Shared = new(database.Tenants, _sealer, new(database.Tenants, TimeProvider.System), options, new Random(1));
            _cache = new(_memory, Shared, database.Tenants, options, TimeProvider.System);
        }

        public DatabaseAnswers Shared { get; }

        /// <param name="fresh">Whether each look is a new node's first.</param>
        public static async Task<List<double>> LookAsync(TestDatabase database, int times, bool fresh)
        {
            var took = new List<double>(times);
            var node = new Node(database);
            for (var i = 0; !fresh && i < WarmUp; i++)
            {
                await node.LookAsync();
            }

            for (var i = 0; i < times; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await node.LookAsync();
                took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                if (fresh)
                {
                    node.Dispose();
                    node = new(database);
                }
            }

            node.Dispose();
            return took;
        }

        public void Dispose()
        {
            _memory.Dispose();
            _sealer.Dispose();
        }

        private async Task LookAsync()
        {
            if (await _cache.FindSimilarAsync(Tenant, Scope, "Where do cormorants sleep in winter?", TimeSpan.FromDays(1), CancellationToken.None) is not null)
            {
                throw new InvalidOperationException("No kept answer fits this question.");
            }
        }
    }
}
