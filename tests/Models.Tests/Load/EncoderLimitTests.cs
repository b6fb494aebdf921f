using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Storage;

namespace Parley.Models.Tests;

/// <summary>Calls that embed and rank, where their deployment has limits.</summary>
public sealed class EncoderLimitTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LoadOptions _load = new();
    private readonly HeldEncoder _held = new();
    private TestDatabase _database = null!;
    private EncoderFactory _factory = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly));
        _factory = new(
            new(_database.Tenants, new(_database.Tenants, TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance),
            Options.Create(_load), new(_load, null), _time, NullLogger<Meter>.Instance);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task As_many_calls_run_as_may_and_a_question_goes_before_passages()
    {
        var model = Embedder(new(Concurrency: 1));
        var first = model.EmbedQueryAsync("first", Make.Context("embedding"), default);
        await Poll.UntilAsync(() => _held.Asked.Count == 1, "the first is under way");
        var passages = model.EmbedPassagesAsync(["passage"], Make.Context("embedding") with { Lane = Lane.Background }, default);
        await Poll.UntilAsync(() => model.Standing.Queue.Waiting == 1, "the passage waits");
        var question = model.EmbedQueryAsync("question", Make.Context("embedding"), default);
        await Poll.UntilAsync(() => model.Standing.Queue.Waiting == 2, "the question waits");

        _held.Answer();
        await first;
        await Poll.UntilAsync(() => _held.Asked.Count == 2, "the next is under way");
        _held.Answer();
        await question;
        await Poll.UntilAsync(() => _held.Asked.Count == 3, "the last is under way");
        _held.Answer();
        await passages;

        Assert.Equal(["first", "question", "passage"], _held.Asked);
        Assert.True(model.Standing.Queue.HasRoom);
    }

    [Fact]
    public async Task Texts_to_be_ranked_wait_for_their_minute()
    {
        var model = _factory.Reranker("openai", "r", "r", _held, _factory.Standing(new() { Limits = new(Rpm: 1) }));
        _held.Answer();
        await model.ScoreAsync("first", ["a"], Make.Context("rerank"), default);

        _held.Answer();
        var second = model.ScoreAsync("second", ["a"], Make.Context("rerank"), default);
        await Poll.UntilAsync(() => model.Standing.Queue.Waiting == 1, "the second waits");
        Assert.Equal(["first"], _held.Asked);
        _time.Advance(TimeSpan.FromSeconds(60));
        await second;

        Assert.Equal(["first", "second"], _held.Asked);
    }

    [Fact]
    public async Task Tokens_a_minute_are_counted_and_what_was_not_read_is_given_back()
    {
        var model = Embedder(new(Tpm: 100));
        _held.Answer(times: 3);
        await model.EmbedQueryAsync(new string('x', 360), Make.Context("embedding"), default);
        await model.EmbedQueryAsync(new string('x', 360), Make.Context("embedding"), default);

        // The model reports one token for each call, so that nearly the whole minute is there still.
        Assert.Equal(2, _held.Asked.Count);
        Assert.True(model.Standing.Queue.HasRoom);
    }

    [Fact]
    public async Task Who_has_less_patience_than_the_wait_is_turned_away_unasked_and_unpaid()
    {
        var model = Embedder(new(Rpm: 1));
        _held.Answer();
        await model.EmbedQueryAsync("first", Make.Context("embedding"), default);

        var impatient = Make.Context("embedding") with { Patience = TimeSpan.FromSeconds(1) };
        var refused = await Assert.ThrowsAsync<ProviderException>(() => model.EmbedQueryAsync("second", impatient, default));

        Assert.Equal((ProviderFailure.Overloaded, TimeSpan.FromMinutes(1)), (refused.Kind, refused.RetryAfter));
        Assert.Equal((1, 0), (_held.Asked.Count, model.Standing.Queue.Waiting));
        await using var connection = await _database.Tenants.OpenAsync(Make.Tenant);
        Assert.Equal((1L, 0L), (
            await connection.ScalarAsync<long>("select count(*) from usage_records where tenant_id = @tenant"),
            await connection.ScalarAsync<long>("select count(*) from reservations where tenant_id = @tenant and state = 'open'")));
    }

    [Fact]
    public async Task Who_leaves_while_he_waits_or_is_refused_by_a_budget_leaves_no_place_behind()
    {
        var model = Embedder(new(Concurrency: 1));
        var first = model.EmbedQueryAsync("first", Make.Context("embedding"), default);
        await Poll.UntilAsync(() => _held.Asked.Count == 1, "the first is under way");
        using var leave = new CancellationTokenSource();
        var second = model.EmbedQueryAsync("second", Make.Context("embedding"), leave.Token);
        await Poll.UntilAsync(() => model.Standing.Queue.Waiting == 1, "the second waits");
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        _held.Answer();
        await first;
        await _database.Tenants.WriteAsync(Make.Tenant, connection => connection.ExecuteAsync(
            """
            insert into budgets (tenant_id, id, kind, scope_id, payer, unit, amount, period, created_at)
            values (@tenant, 'budget_1', 'tenant', '', '', 'tokens', 1, 'day', 0)
            """,
            new { }));

        await Assert.ThrowsAsync<RefusedException>(() => model.EmbedQueryAsync("third", Make.Context("embedding"), default));

        Assert.True(model.Standing.Queue.HasRoom);
        Assert.Equal(["first"], _held.Asked);
    }

    private EmbeddingDeployment Embedder(DeploymentLimits limits) =>
        _factory.Embedder("openai", "m", new() { Attempts = 1 }, _held, _factory.Standing(new() { Limits = limits }));

    /// <summary>A model that answers when the test lets it, each call with one token.</summary>
    private sealed class HeldEncoder : IEmbeddingGenerator<string, Embedding<float>>, IRerankClient
    {
        private readonly SemaphoreSlim _answers = new(0);

        /// <summary>The first text of each call, in their order.</summary>
        public List<string> Asked { get; } = [];

        public void Answer(int times = 1) => _answers.Release(times);

        public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
            IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
        {
            Asked.Add(values.First());
            await _answers.WaitAsync(cancellationToken);
            return new([.. values.Select(_ => new Embedding<float>(new float[] { 1 }))]) { Usage = new() { InputTokenCount = 1 } };
        }

        public async Task<RerankScores> ScoreAsync(string query, IReadOnlyList<string> texts, CancellationToken cancellationToken)
        {
            Asked.Add(query);
            await _answers.WaitAsync(cancellationToken);
            return new([.. texts.Select(_ => 1.0)], 1);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose() => _answers.Dispose();
    }
}
