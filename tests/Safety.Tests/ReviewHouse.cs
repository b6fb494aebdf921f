using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Storage;

namespace Parley.Safety.Tests;

/// <summary>The room's own parts on a fresh database, with a clock that the test moves.</summary>
internal sealed class ReviewHouse : IAsyncDisposable
{
    public static readonly TenantScope Tenant = new(new("tenant_a"));
    public static readonly TenantScope Other = new(new("tenant_b"));
    public static readonly Id<Ids.Subject> Subject = new("sub_a");
    public static readonly Actor Ann = new("user", "user_ann");
    public static readonly Actor Ben = new("user", "user_ben");

    private readonly TestDatabase _database;
    private readonly PolicyBook _book;

    private ReviewHouse(TestDatabase database, FakeTime time)
    {
        (_database, Time) = (database, time);
        var audit = new AuditTrail(database.Tenants, time);
        Policies = new(database.Tenants, database.Sealer, audit, time);
        _book = new(Policies, database.Signals, time);
        Reviews = new(_book, Options.Create(new FindingOptions()), time);
        var users = new UserStore(database.Tenants, database.Sealer, new InstallationSecret(database.System, database.Sealer), time);
        Store = new(database.Tenants, database.Sealer, audit, new AuditNames(database.Tenants, users), time);
        Training = new(database.Tenants, database.Sealer, audit, time);
        Decisions = new(database.Tenants, database.Sealer, Store, Policies, Training, audit, [Told], time);
        Appeals = new(database.Tenants, database.Sealer, audit, time);
        Marking = new(Policies);
    }

    public FakeTime Time { get; }

    public TestDatabase Database => _database;

    public PolicyStore Policies { get; }

    public Reviews Reviews { get; }

    public ReviewStore Store { get; }

    public TrainingSet Training { get; }

    public ReviewDecisions Decisions { get; }

    public Appeals Appeals { get; }

    public Marking Marking { get; }

    public News Told { get; } = new();

    public static async Task<ReviewHouse> OpenAsync(DatabaseKind kind)
    {
        var time = new FakeTime();
        return new(
            await TestDatabase.CreateAsync(kind, time, new MigrationSource("accounts", typeof(AccountsModule).Assembly), new MigrationSource("safety", typeof(PolicyStore).Assembly)),
            time);
    }

    public static ReviewFinding Found(GuardAction action, string guard = "harm", string kind = "violence", string source = "user", double score = .6) => new(guard, kind, action, source, score);

    /// <summary>Ends a turn in which something was found.</summary>
    public Task<Id<Ids.Turn>> EndAsync(TenantScope tenant, string text, params ReviewFinding[] findings) => EndAsync(tenant, text, [], findings);

    /// <inheritdoc cref="EndAsync(TenantScope, string, ReviewFinding[])"/>
    /// <param name="passages">Those in which something was found.</param>
    public async Task<Id<Ids.Turn>> EndAsync(TenantScope tenant, string text, IReadOnlyList<(string Document, string Text)> passages, params ReviewFinding[] findings)
    {
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var turn = Id<Ids.Turn>.New(Time);
        var key = await _database.Sealer.KeyAsync(tenant.Id, Subject.Value);
        var work = await Reviews.PrepareAsync(
            new(tenant, Subject.Value, null, [new("user", text), .. passages.Select(one => new ReviewText("document", one.Text) { Document = new(one.Document) }), new("output", "An answer.")], findings)
            {
                Subject = Subject,
                Conversation = new("conv_a"),
                Turn = turn,
                Message = new("msg_a"),
            },
            key,
            CancellationToken.None);
        if (work is not null)
        {
            await _database.Tenants.WriteAsync(tenant, work);
        }

        return turn;
    }

    public async Task<IReadOnlyList<ReviewRow>> ListAsync(TenantScope tenant, ReviewFilter? filter = null) =>
        (await Store.ListAsync(tenant, filter ?? new(), SafetyPaging.Read(null, null), CancellationToken.None)).Data;

    public async Task<Id<SafetyIds.Review>> OnlyAsync() => new(Assert.Single(await ListAsync(Tenant)).Id);

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await _database.Tenants.OpenAsync(Tenant);
        return await connection.ScalarAsync<long>(sql);
    }

    public async ValueTask DisposeAsync()
    {
        _book.Dispose();
        await _database.DisposeAsync();
    }

    internal sealed class News : IReviewNews
    {
        public List<string> Turns { get; } = [];

        public Task DecidedAsync(TenantConnection connection, Id<Ids.Subject> subject, Id<Ids.Conversation> conversation, Id<Ids.Turn> turn)
        {
            Turns.Add(turn.Value);
            return Task.CompletedTask;
        }
    }
}
