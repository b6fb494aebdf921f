using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Storage;

namespace Parley.Models.Tests;

/// <summary>Deployments on a ledger of their own, and the gateway to them.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private static readonly Price Prices = new(Input: 1_000_000m, Output: 2_000_000m, CachedInput: 100_000m);

    private readonly TestDatabase _database;
    private readonly Ledger _ledger;

    private Fleet(TestDatabase database, FailoverOptions options, TimeProvider time)
    {
        (_database, Options, Time) = (database, options, time);
        _ledger = new(database.Tenants, new(database.Tenants, TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance);
        Gateway = new(Microsoft.Extensions.Options.Options.Create(options), new(new(), null), new(time, NullLogger<HealthProbe>.Instance), time, new Random(7), NullLogger<ModelGateway>.Instance);
    }

    public ModelGateway Gateway { get; }

    public FailoverOptions Options { get; }

    public LoadOptions Load { get; init; } = new();

    public TimeProvider Time { get; }

    public static async Task<Fleet> CreateAsync(FailoverOptions? options = null, TimeProvider? time = null) => new(
        await TestDatabase.CreateAsync(DatabaseKind.Sqlite, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly)),
        options ?? new() { Pause = TimeSpan.Zero },
        time ?? TimeProvider.System);

    public Deployment Deploy(string name, IChatClient client, ModelAbilities abilities = ModelAbilities.Chat, DeploymentLimits? limits = null, ProbeCall? probe = null, int context = 8192) =>
        Deploy(name, new(name, context, 1000, abilities, client) { Probe = probe }, limits);

    public Deployment Deploy(string name, ProviderConnection connection, DeploymentLimits? limits = null) =>
        new DeploymentFactory(_ledger, Microsoft.Extensions.Options.Options.Create(Options), Microsoft.Extensions.Options.Options.Create(Load), Time, NullLogger<Meter>.Instance)
            .Make("openai", name, connection, new AgreedTerms(new() { Prices = PriceList.Always(Prices), Limits = limits ?? DeploymentLimits.None }));

    public static ModelPlan Plan(params Deployment[] tiers) => new("route", [.. tiers.Select(one => (IReadOnlyList<WeightedDeployment>)[new(one, 1)])]);

    public async Task<Heard> AskAsync(ModelPlan plan, string question = "hi", ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var heard = new Heard(Make.Context());
        try
        {
            await foreach (var update in Gateway.For(plan).GetStreamingResponseAsync([Make.User(question)], (options ?? new()).With(heard.Context), cancellationToken))
            {
                heard.Take(update);
            }
        }
        catch (ProviderException failure)
        {
            heard.Failure = failure;
        }

        return heard;
    }

    public Task<int> LimitAsync(long tokens) => _database.Tenants.WriteAsync(Make.Tenant, connection => connection.ExecuteAsync(
        """
        insert into budgets (tenant_id, id, kind, scope_id, payer, unit, amount, period, created_at)
        values (@tenant, 'budget_1', 'tenant', '', '', 'tokens', @tokens, 'day', 0)
        """,
        new { tokens }));

    public async Task<string> SpentAsync()
    {
        await using var connection = await _database.Tenants.OpenAsync(Make.Tenant);
        return new Money(await connection.ScalarAsync<long>(
            "select cast(coalesce(sum(balance), 0) as bigint) from ledger_balances where tenant_id = @tenant and account = 'spent'")).ToString();
    }

    public async Task<long> OpenReservationsAsync()
    {
        await using var connection = await _database.Tenants.OpenAsync(Make.Tenant);
        return await connection.ScalarAsync<long>("select count(*) from reservations where tenant_id = @tenant and state = 'open'");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}

/// <summary>What came of one call.</summary>
internal sealed class Heard(CallContext context)
{
    public CallContext Context => context;

    public string Text { get; private set; } = "";

    public int Restarts { get; private set; }

    public ChatFinishReason? Ended { get; private set; }

    public ProviderException? Failure { get; set; }

    public IEnumerable<string> Outcomes => context.Attempts.Select(attempt => $"{attempt.Deployment.Name} {attempt.Outcome}");

    public void Take(ChatResponseUpdate update)
    {
        if (update.Contents is [RestartContent])
        {
            (Text, Restarts) = ("", Restarts + 1);
        }

        Text += update.Text;
        Ended = update.FinishReason ?? Ended;
    }
}
