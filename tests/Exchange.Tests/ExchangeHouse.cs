using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Kernel;
using Parley.Storage;

namespace Parley.Exchange.Tests;

/// <summary>One database that the tests of a class share, with the rooms on it that conversations leave and enter by; each test is its own subject.</summary>
public abstract class ExchangeHouse(DatabaseKind kind) : IAsyncDisposable
{
    private ServiceProvider _services = null!;
    private int _subjects;

    internal FakeTime Time { get; } = new();

    internal TestDatabase Database { get; private set; } = null!;

    /// <summary>Made by the first test that needs it, so that a database that is not there skips tests and breaks none.</summary>
    internal async ValueTask SkipOrBeReadyAsync()
    {
        if (Database is not null)
        {
            return;
        }

        Database = await TestDatabase.CreateAsync(
            kind,
            Time,
            new MigrationSource("accounts", typeof(AccountsModule).Assembly),
            new MigrationSource("conversations", typeof(ConversationsModule).Assembly),
            new MigrationSource("safety", typeof(Parley.Safety.SafetyModule).Assembly),
            new MigrationSource("exchange", typeof(ExchangeModule).Assembly));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging().AddSingleton(NodeRoles.All);
        services.AddSingleton(Database.Time).AddSingleton(Database.Tenants).AddSingleton(Database.System).AddSingleton(Database.Sealer);
        services.AddSingleton(Database.Signals).AddSingleton(Database.Jobs);
        services.AddSingleton<AuditTrail>().AddSingleton<SharingPolicy>().AddConversations().AddExchange();
        Parley.Safety.SafetyModule.AddSafety(services);
        _services = services.BuildServiceProvider();
        foreach (var tenant in (string[])["tenant_a", "tenant_b"])
        {
            await Database.Tenants.WriteAsync(new TenantScope(new(tenant)), connection => connection.ExecuteAsync(
                "insert into tenants (tenant_id, name, plan, created_at) values (@tenant, 'x', 'enterprise', 0)"));
        }
    }

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Somebody who has nothing yet.</summary>
    internal Caller NewCaller(string tenant = "tenant_a", string? subject = null) => new()
    {
        Tenant = new(new(tenant)),
        Subject = new(subject ?? $"sub_{Interlocked.Increment(ref _subjects)}"),
        Scopes = FrozenSet.Create(Scopes.Chat),
        AclTags = ["public"],
    };

    /// <summary>A conversation of so many messages, one below the other, question and answer by turns.</summary>
    internal async Task<(ConversationId Id, IReadOnlyList<MessageId> Messages)> TalkAsync(Caller caller, int messages, string title = "A talk", bool passing = false)
    {
        var id = ConversationId.New(Time);
        var written = new List<MessageId>();
        var key = await Database.Sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value);
        await Database.Tenants.WriteAsync(caller.Tenant, async connection =>
        {
            await Get<ConversationStore>().InsertAsync(connection, key, id, caller.Subject, title, passing);
            for (var i = 0; i < messages; i++)
            {
                var message = Message(id, caller, written.Count == 0 ? null : written[^1], i % 2 == 0 ? "user" : "assistant", $"Text {i}");
                await Get<MessageStore>().InsertAsync(connection, key, message);
                written.Add(message.Id);
            }

            await Get<ConversationArchive>().EndAsync(
                connection, caller.Subject, id, new(written.Count == 0 ? null : written[^1], Time.GetUtcNow(), Time.GetUtcNow(), Archived: false, Pinned: false));
        });
        return (id, written);
    }

    /// <summary>Adds one message.</summary>
    internal async Task<MessageId> SayAsync(
        Caller caller, ConversationId id, MessageId? parent, string role, string text, string state = "complete", MessageDetails? details = null)
    {
        var key = await Database.Sealer.KeyAsync(caller.Tenant.Id, caller.Subject.Value);
        var message = Message(id, caller, parent, role, text) with { State = state, Details = details, Turn = state == "running" ? TurnId.New(Time) : null };
        await Database.Tenants.WriteAsync(caller.Tenant, connection => Get<MessageStore>().InsertAsync(connection, key, message));
        return message.Id;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Database is not null)
        {
            await _services.DisposeAsync();
            await Database.DisposeAsync();
        }
    }

    private NewMessage Message(ConversationId id, Caller caller, MessageId? parent, string role, string text) => new(
        MessageId.New(Time), id, caller.Subject, parent, null, null, role, "complete", text, role == "assistant" ? "a-model" : null, null);
}

public sealed class SqliteHouse() : ExchangeHouse(DatabaseKind.Sqlite);

public sealed class PostgreSqlHouse() : ExchangeHouse(DatabaseKind.PostgreSql);

/// <summary>What every suite on both databases begins with.</summary>
public abstract class ExchangeSuite(ExchangeHouse house) : IAsyncLifetime
{
    private protected ExchangeHouse House => house;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => house.SkipOrBeReadyAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
