using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Storage;

namespace Parley.Models.Tests;

/// <summary>Models that embed and rank, over real HTTP: what is believed of their answers, and what they cost.</summary>
public sealed class EncoderTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private EncoderFactory _factory = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly));
        _factory = new(
            new(_database.Tenants, new(_database.Tenants, TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance), Options.Create(new LoadOptions()), new(new(), null), TimeProvider.System, NullLogger<Meter>.Instance);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Passages_go_out_in_batches_and_come_back_in_their_order()
    {
        await using var server = await SmallServer.StartAsync((_, body) => (200, "application/json", Vectors(body, reversed: true)));
        var model = Embedder(server, new() { BatchSize = 2, PassagePrefix = "passage: ", QueryPrefix = "query: " });

        var embedded = await model.EmbedPassagesAsync(["a", "bb", "ccc", "dddd", "eeeee"], Make.Context("embedding"), default);
        var asked = await model.EmbedQueryAsync("ff", Make.Context("embedding"), default);

        Assert.Equal([10, 11, 12, 13, 14], embedded.Vectors.Select(vector => vector[0]));
        Assert.Equal(("query: ff".Length, 4), ((int)asked[0], server.Bodies.Count));
        Assert.Contains("\"passage: a\",\"passage: bb\"", server.Bodies[0], StringComparison.Ordinal);
        Assert.Equal([("completed", 70L), ("completed", 70L), ("completed", 70L), ("completed", 70L)], await UsageAsync("embedding"));
    }

    [Theory]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":0,"embedding":[1,2]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":2,"embedding":[1,2]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,2,3]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,"NaN"]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,NaN]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1,1e300]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":null}]}""")]
    [InlineData("""{"data":{"index":0}}""")]
    [InlineData("""{"vectors":[]}""")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    [InlineData("")]
    public async Task Vectors_that_are_not_what_was_asked_for_are_not_believed(string answer)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, "application/json", answer));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => Embedder(server, new() { Attempts = 1 }).EmbedPassagesAsync(["a", "b"], Make.Context("embedding"), default));

        Assert.Equal(ProviderFailure.Malformed, failure.Kind);
        Assert.Equal("malformed", Assert.Single(await UsageAsync("embedding")).Outcome);
    }

    [Fact]
    public async Task Fewer_dimensions_than_asked_for_are_not_believed()
    {
        await using var server = await SmallServer.StartAsync((_, body) => (200, "application/json", Vectors(body)));

        await Assert.ThrowsAsync<ProviderException>(() => Embedder(server, new() { Attempts = 1, Dimensions = 8 }).EmbedQueryAsync("a", Make.Context("embedding"), default));

        Assert.Contains("\"dimensions\":8", server.Bodies[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_that_passes_is_outlived_and_costs_nothing_where_nothing_was_computed()
    {
        var calls = 0;
        await using var server = await SmallServer.StartAsync((_, body) => Interlocked.Increment(ref calls) switch
        {
            1 => (429, "application/json", """{"error":{"code":"rate_limit_exceeded"}}"""),
            2 => (503, "text/plain", "busy"),
            _ => (200, "application/json", Vectors(body)),
        });

        var embedded = await Embedder(server, new()).EmbedPassagesAsync(["a"], Make.Context("embedding"), default);

        Assert.Equal((1, 3), (embedded.Vectors.Count, calls));
        Assert.Equal(("completed", 70L), Assert.Single(await UsageAsync("embedding")));
    }

    [Theory]
    [InlineData(400, ProviderFailure.BadRequest)]
    [InlineData(401, ProviderFailure.Unauthorized)]
    [InlineData(404, ProviderFailure.NotFound)]
    public async Task A_failure_that_stays_is_told_at_once(int status, ProviderFailure kind)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (status, "application/json", "{}"));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => Embedder(server, new()).EmbedPassagesAsync(["a"], Make.Context("embedding"), default));

        Assert.Equal((kind, 1), (failure.Kind, server.Bodies.Count));
    }

    [Fact]
    public async Task A_server_that_never_answers_has_a_time_limit()
    {
        using var hold = new ManualResetEventSlim();
        await using var server = await SmallServer.StartAsync((_, _) =>
        {
            hold.Wait(TimeSpan.FromSeconds(20));
            return (200, "application/json", "{}");
        });

        var failure = await Assert.ThrowsAsync<ProviderException>(
            () => Embedder(server, new() { Attempts = 1, TimeLimit = TimeSpan.FromMilliseconds(100) }).EmbedQueryAsync("a", Make.Context("embedding"), default));
        hold.Set();

        Assert.Equal(ProviderFailure.Timeout, failure.Kind);
    }

    [Fact]
    public async Task A_text_that_is_too_long_is_cut_and_never_between_two_halves_of_a_sign()
    {
        await using var server = await SmallServer.StartAsync((_, body) => (200, "application/json", Vectors(body)));

        await Embedder(server, new() { MostTokens = 16 }).EmbedPassagesAsync([string.Concat(Enumerable.Repeat("😀", 500))], Make.Context("embedding"), default);

        var sent = JsonElement.Parse(server.Bodies[0]).GetProperty("input")[0].GetString()!;
        Assert.InRange(sent.Length, 2, 100);
        Assert.Equal(0, sent.Length % 2);
    }

    [Fact]
    public async Task A_call_that_does_not_say_for_whom_it_is_is_not_made()
    {
        await using var server = await SmallServer.StartAsync((_, body) => (200, "application/json", Vectors(body)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Embedder(server, new()).Client.GenerateAsync(["a"], cancellationToken: default));

        Assert.Empty(server.Bodies);
        Assert.Null(Embedder(server, new()).Client.GetService(typeof(Parley.OpenAI.OpenAIEmbeddingGenerator)));
    }

    [Theory]
    [InlineData(RerankWire.Cohere, "/v1/rerank", "documents")]
    [InlineData(RerankWire.Tei, "/rerank", "texts")]
    public async Task Scores_come_back_in_the_order_of_the_texts(RerankWire wire, string path, string member)
    {
        var paths = new List<string>();
        await using var server = await SmallServer.StartAsync((asked, _) =>
        {
            paths.Add(asked);
            return (200, "application/json", wire == RerankWire.Cohere
                ? """{"results":[{"index":1,"relevance_score":0.9},{"index":0,"relevance_score":0.2}],"usage":{"total_tokens":11}}"""
                : """[{"index":1,"score":0.9},{"index":0,"score":0.2}]""");
        });

        var (scores, tokens) = await Reranker(server, wire).ScoreAsync("q", ["one", "two"], Make.Context("rerank"), default);

        Assert.Equal([0.2, 0.9], scores);
        Assert.Equal(path, Assert.Single(paths));
        Assert.Equal(2, JsonElement.Parse(server.Bodies[0]).GetProperty(member).GetArrayLength());
        Assert.Equal(("completed", tokens), Assert.Single(await UsageAsync("rerank")));
    }

    [Theory]
    [InlineData("""{"results":[{"index":0,"relevance_score":0.2}]}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":0.2},{"index":0,"relevance_score":0.3}]}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":0.2},{"index":7,"relevance_score":0.3}]}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":0.2},{"index":1,"relevance_score":"high"}]}""")]
    [InlineData("""{"results":[{"index":0,"relevance_score":0.2},{"index":1}]}""")]
    [InlineData("{}")]
    public async Task Scores_that_are_not_what_was_asked_for_are_not_believed(string answer)
    {
        await using var server = await SmallServer.StartAsync((_, _) => (200, "application/json", answer));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => Reranker(server, RerankWire.Cohere).ScoreAsync("q", ["one", "two"], Make.Context("rerank"), default));

        Assert.Equal(ProviderFailure.Malformed, failure.Kind);
    }

    [Fact]
    public async Task Without_any_provider_texts_are_embedded_and_ranked_and_it_is_written_down()
    {
        var embedded = await _factory.BuiltInEmbedder().OnceAsync(["the cat sat", "a kitten was sitting"], null, Make.Context("embedding"), default);
        var (scores, _) = await _factory.BuiltInReranker().ScoreAsync(
            "How do I descale the kettle?", ["Tomatoes want sun.", "Descale the kettle with vinegar every spring.", "The kettle is red."], Make.Context("rerank"), default);

        Assert.All(embedded.Vectors, vector => Assert.Equal(BuiltInEncoders.Dimensions, vector.Length));
        Assert.Equal([1, 2, 0], scores.Index().OrderByDescending(one => one.Item).Select(one => one.Index));
        Assert.All(scores, score => Assert.InRange(score, 0, 1));
        Assert.Equal((1, 1), ((await UsageAsync("embedding")).Count, (await UsageAsync("rerank")).Count));
    }

    private EmbeddingDeployment Embedder(SmallServer server, EmbeddingOptions options)
    {
        options = options with { FirstPause = TimeSpan.FromMilliseconds(1) };
        return _factory.Embedder("openai", "m", options, server.Encoders.Embedder(new(server.BaseUrl, null, "m", options.TimeLimit)));
    }

    private RerankDeployment Reranker(SmallServer server, RerankWire wire) =>
        _factory.Reranker("openai", "r", "r", server.Encoders.Reranker(new(server.BaseUrl, null, "r", TimeSpan.FromSeconds(20)), wire));

    /// <summary>A vector of each text's length and 1.</summary>
    private static string Vectors(string body, bool reversed = false)
    {
        var data = JsonElement.Parse(body).GetProperty("input").EnumerateArray()
            .Select((text, i) => string.Create(CultureInfo.InvariantCulture, $$"""{"object":"embedding","index":{{i}},"embedding":[{{text.GetString()!.Length}},1]}"""));
        return $$"""{"data":[{{string.Join(',', reversed ? data.Reverse() : data)}}],"usage":{"prompt_tokens":70,"total_tokens":70},"object":"list"}""";
    }

    private async Task<IReadOnlyList<(string Outcome, long Tokens)>> UsageAsync(string purpose)
    {
        await using var connection = await _database.Tenants.OpenAsync(Make.Tenant);
        Assert.Equal(0, await connection.ScalarAsync<long>("select count(*) from reservations where tenant_id = @tenant and state = 'open'"));
        return await connection.QueryAsync<(string, long)>(
            "select outcome, input_tokens from usage_records where tenant_id = @tenant and purpose = @purpose order by at, id", new { purpose });
    }
}
