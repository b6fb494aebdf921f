using System.Collections.Frozen;
using Parley.Kernel;

namespace Parley.Conversations.Tests;

/// <summary>A database with conversations and their index, shared by the tests of a class; each has a subject of its own.</summary>
public abstract class FindingHouse(DatabaseKind kind) : IAsyncLifetime
{
    private Exception? _absent;

    public FakeTime Time { get; } = new();

    public TestDatabase Database { get; private set; } = null!;

    public ConversationStore Conversations { get; private set; } = null!;

    public MessageStore Messages { get; private set; } = null!;

    public MessageSearch Search { get; private set; } = null!;

    internal ConversationSearch ConversationSearch { get; private set; } = null!;

    internal ConversationDeletion Deletion { get; private set; } = null!;

    internal IndexFolding Folding { get; private set; } = null!;

    internal OldMessages Old { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        try
        {
            Database = await TestDatabase.CreateAsync(kind, Time, new MigrationSource("conversations", typeof(ConversationsModule).Assembly));
        }
        catch (Exception exception)
        {
            // A fixture cannot skip; its tests can.
            _absent = exception;
            return;
        }

        Conversations = new(Database.Tenants, Database.Sealer, [], Time);
        Deletion = new(Database.Tenants, Database.Sealer, Conversations, [], Database.Jobs, Time);
        Folding = new(Database.Tenants);
        Messages = new(Database.Tenants, Database.Sealer, Folding, Time);
        Search = new(Database.Tenants, Database.Sealer, Folding);
        ConversationSearch = new(Database.Tenants, Database.Sealer, Search);
        Old = new(Database.Tenants, Database.System, Database.Sealer, Database.Jobs);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }
    }

    /// <summary>Skips the test that asks for it where the database is not there.</summary>
    public Caller NewCaller(string tenant = "tenant_a") => _absent is not null ? throw _absent : new()
    {
        Tenant = new(new(tenant)),
        Subject = SubjectId.New(Time),
        Scopes = FrozenSet.Create(Scopes.Chat),
        AclTags = ["public", "members"],
    };

    public async Task<ConversationId> StartAsync(Caller caller, string title = "", bool passing = false)
    {
        var id = ConversationId.New(Time);
        var key = await KeyAsync(caller);
        await Database.Tenants.WriteAsync(
            caller.Tenant, connection => Conversations.InsertAsync(connection, key, id, caller.Subject, title, passing));
        return id;
    }

    public async Task<MessageId> SayAsync(Caller caller, ConversationId conversation, string text, string role = "user", string state = "complete", string? model = null) =>
        (await SayAsync(caller, conversation, [text], role, state, model))[0];

    public async Task<List<MessageId>> SayAsync(
        Caller caller, ConversationId conversation, IReadOnlyList<string> texts, string role = "user", string state = "complete", string? model = null)
    {
        var key = await KeyAsync(caller);
        return await Database.Tenants.WriteAsync(
            caller.Tenant,
            async connection =>
            {
                var ids = new List<MessageId>();
                foreach (var text in texts)
                {
                    ids.Add(MessageId.New(Time));
                    await Messages.InsertAsync(connection, key, new NewMessage(ids[^1], conversation, caller.Subject, null, null, null, role, state, text, model, null));
                }

                return ids;
            });
    }

    public async Task FinishAsync(Caller caller, MessageId id, string text, string state = "complete")
    {
        var key = await KeyAsync(caller);
        await Database.Tenants.WriteAsync(
            caller.Tenant,
            connection => MessageStore.FinishAsync(connection, key, id, state, text, "model", new(), MessageStore.TermsOf(key, "assistant", text)));
    }

    /// <summary>Deletes messages as whoever deletes a branch does.</summary>
    public Task DeleteAsync(Caller caller, IReadOnlyList<MessageId> ids) => Database.Tenants.WriteAsync(
        caller.Tenant,
        async connection =>
        {
            var gone = await connection.QueryAsync<string>(
                "DELETE FROM messages WHERE tenant_id = @tenant AND id IN @ids RETURNING id", new { ids = ids.Select(id => id.Value).ToArray() });
            await MessageIndex.DeleteAsync(connection, caller.Subject, gone);
        });

    public Task ArchiveAsync(Caller caller, ConversationId id) => Database.Tenants.WriteAsync(
        caller.Tenant,
        connection => connection.ExecuteAsync("UPDATE conversations SET archived = 1 WHERE tenant_id = @tenant AND id = @id", new { id = id.Value }));

    public async Task<IReadOnlyList<FoundMessage>> FindAsync(Caller caller, string query, MessageFilter? filter = null) =>
        (await Search.FindAsync(caller, query, filter ?? new(), null, 50, default)).Data;

    public ValueTask<DataKey> KeyAsync(Caller caller) => Database.Sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value);
}

public sealed class SqliteFindingHouse() : FindingHouse(DatabaseKind.Sqlite);

public sealed class PostgreSqlFindingHouse() : FindingHouse(DatabaseKind.PostgreSql);
