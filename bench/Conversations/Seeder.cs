using Microsoft.Extensions.Logging.Abstractions;
using Parley.Conversations;
using Parley.Kernel;
using Parley.PostgreSql;
using Parley.Sqlite;
using Parley.Storage;

namespace Parley.Bench.Conversations;

/// <summary>Writes conversations in bulk, row for row as the stores do: sealed, indexed, and folded where there are enough.</summary>
internal sealed class Seeder : IAsyncDisposable
{
    private const int Conversation = 100;
    private const int PerTransaction = 2_000;

    private const int Words = 60;

    private static readonly string[] Columns = ["id", "conversation", "subject", "parent", "role", "model", "content", "now"];

    private readonly IDatabaseAdapter _adapter;
    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;

    private Seeder(IDatabaseAdapter adapter, Signals signals, string masterKey)
    {
        _adapter = adapter;
        _database = new(adapter);
        _sealer = new(_database, MasterKey.Parse(masterKey), TimeProvider.System, signals);
    }

    public static Seeder Open(string? postgres, string folder, string masterKey)
    {
        var signals = new Signals();
        return new(
            postgres is null
                ? new SqliteDatabase(folder, TimeProvider.System, signals, NullLogger<SqliteDatabase>.Instance)
                : new PostgreSqlDatabase(postgres, signals, NullLogger<PostgreSqlDatabase>.Instance),
            signals,
            masterKey);
    }

    /// <summary>Writes the messages of one person in conversations of a hundred, or of another length.</summary>
    public async Task FillAsync(TenantScope tenant, string subject, int messages, Random chance, int length = Conversation)
    {
        var key = await _sealer.KeyAsync(tenant.Id, subject);
        var texts = new SampleTexts(chance);
        var folding = new IndexFolding(_database);
        var atOnce = PerTransaction / length;
        for (var written = 0; written < messages; written += length * atOnce)
        {
            var many = Enumerable.Range(0, Math.Min(atOnce, (messages - written + length - 1) / length))
                .AsParallel().AsOrdered().Select(_ => Make(key, texts, Math.Min(length, messages))).ToList();
            await _database.WriteAsync(
                tenant,
                async connection =>
                {
                    foreach (var (id, rows) in many)
                    {
                        await WriteAsync(connection, key, subject, id, rows);
                    }
                },
                Durability.Process);
            await folding.FoldAsync(tenant, new(subject), CancellationToken.None);
        }
    }

    /// <summary>Writes one conversation of a length, and folds its messages.</summary>
    /// <param name="words">Of an answer.</param>
    /// <returns>Its id.</returns>
    public async Task<string> ConverseAsync(TenantScope tenant, string subject, int length, Random chance, int words = Words)
    {
        var key = await _sealer.KeyAsync(tenant.Id, subject);
        var (id, rows) = Make(key, new(chance), length, words);
        await _database.WriteAsync(tenant, connection => WriteAsync(connection, key, subject, id, rows), Durability.Process);
        await new IndexFolding(_database).FoldAsync(tenant, new(subject), CancellationToken.None);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        _sealer.Dispose();
        await _adapter.DisposeAsync();
    }

    private static (string Id, List<Made> Rows) Make(DataKey key, SampleTexts texts, int length, int words = Words)
    {
        var rows = new List<Made>();
        for (var i = 0; i < length; i++)
        {
            var (id, role, text) = (MessageId.New(TimeProvider.System).Value, i % 2 == 0 ? "user" : "assistant", texts.Next(i % 2 == 0 ? 12 : words));
            rows.Add(new(id, rows.Count == 0 ? null : rows[^1].Id, role, key.Seal("messages", id, text), MessageStore.TermsOf(key, role, text)));
        }

        return (ConversationId.New(TimeProvider.System).Value, rows);
    }

    private static async Task WriteAsync(TenantConnection connection, DataKey key, string subject, string conversation, List<Made> rows)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await connection.ExecuteAsync(
            """
            INSERT INTO conversations (tenant_id, id, subject_id, title, title_by, leaf_message_id, created_at, updated_at)
            VALUES (@tenant, @conversation, @subject, @title, 'user', @leaf, @now, @now)
            """,
            new { conversation, subject, title = key.Seal("conversations", conversation, "A conversation"), leaf = rows[^1].Id, now });
        await connection.QueryManyAsync(
            """
            INSERT INTO messages (tenant_id, id, conversation_id, subject_id, parent_id, role, state, model, content, created_at)
            SELECT @tenant, given.id, given.conversation, given.subject, given.parent, given.role, 'complete', given.model, given.content, given.now
            FROM {rows} WHERE true RETURNING id
            """,
            Columns,
            [.. rows.Select(row => new object?[] { row.Id, conversation, subject, row.Parent, row.Role, row.Role == "user" ? null : "scripted", row.Content, now })]);
        await connection.QueryManyAsync(
            """
            INSERT INTO message_terms (tenant_id, subject_id, message_id, terms)
            SELECT @tenant, given.subject, given.id, given.terms FROM {rows} WHERE true RETURNING message_id
            """,
            ["subject", "id", "terms"],
            [.. rows.Select(row => new object?[] { subject, row.Id, row.Terms })]);
    }

    private sealed record Made(string Id, string? Parent, string Role, byte[] Content, byte[] Terms);
}
