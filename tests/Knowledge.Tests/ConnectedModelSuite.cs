using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Accounts;
using Parley.Hnsw;
using Parley.Kernel;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Models;

namespace Parley.Knowledge.Tests;

/// <summary>What a connected embedding model adds, how chunks come by its vectors, and what happens while it is away.</summary>
public abstract class ConnectedModelSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-vectors-").FullName;
    private Connected _server = null!;
    private EncoderCatalogue _models = null!;
    private OpenSpaces _spaces = null!;
    private HnswVectorIndex _index = null!;
    private DocumentIngestion _ingestion = null!;

    protected override IReadOnlyList<MigrationSource> Sources =>
        [Source, Vaults, new("vectors", typeof(HnswModule).Assembly), new("accounts", typeof(AccountsModule).Assembly)];

    [Fact]
    public async Task What_means_the_same_is_found_though_it_shares_no_word()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await RunAsync();

        var found = await FindAsync("zorbling");
        Assert.Equal("car", found.Hits[0].ExternalId);
        Assert.Equal(["answered", "answered"], found.Explanation!.Legs.Select(leg => leg.State));
        Assert.Equal(new KnowledgeEmbedding("meaning", 5, "meaning", null), await ShownAsync());
        Assert.Equal(["meaning/5"], (await _index.ListAsync(Acme, default)).Select(space => space.Model));
    }

    [Fact]
    public async Task While_chunks_are_embedded_anew_both_kinds_of_vectors_are_searched()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await AddAsync(Markdown("physician", "The doctor comes on Mondays."), isEmbedding: false);

        var found = await FindAsync("medic", SearchMode.Vector);

        Assert.Equal("answered", StateOf(found));
        Assert.Equal(4, found.Explanation!.Candidates.Count(candidate => candidate.Similarity is not null));
        Assert.Equal(new KnowledgeEmbedding("meaning", 5, "meaning", new(1, 4)), await ShownAsync());

        await RunAsync();
        Assert.Null((await ShownAsync()).Reembedding);
        Assert.Equal(4, await CountAsync("vector_entries"));
    }

    [Fact]
    public async Task A_provider_that_stays_away_keeps_no_document_from_being_found_by_words_and_is_asked_again()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await RunAsync();
        Fail(503);

        await AddAsync(Markdown("hospital", "The physician of the hospital is on leave."));
        Assert.Equal("hospital", (await FindAsync("hospital leave")).Hits[0].ExternalId);
        Assert.Equal(new KnowledgeReembedding(3, 4), (await ShownAsync()).Reembedding);

        _server.Instead = null;
        Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();
        Assert.Equal("hospital", (await FindAsync("doctor", SearchMode.Vector)).Hits[0].ExternalId);
        Assert.Null((await ShownAsync()).Reembedding);
    }

    [Fact]
    public async Task A_provider_that_stays_away_for_days_is_still_asked_again()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        Fail(503);
        for (var i = 0; i < 40; i++)
        {
            await RunAsync();
            Time.Advance(TimeSpan.FromMinutes(31));
        }

        Assert.Equal(new KnowledgeReembedding(0, 3), (await ShownAsync()).Reembedding);
        Assert.Equal("vacuum", (await FindAsync("vacuum filter")).Hits[0].ExternalId);
        _server.Instead = null;
        await RunAsync();
        Assert.Null((await ShownAsync()).Reembedding);
    }

    [Fact]
    public async Task A_chunk_that_the_provider_refuses_is_found_by_its_words_and_holds_up_no_other()
    {
        await OpenAsync();
        await FillAsync();
        await AddAsync(Markdown("odd", $"This {Connected.Refused} text is about the physician."));
        await UseAsync("meaning");
        await RunAsync();

        Assert.Equal(new KnowledgeEmbedding("meaning", 5, "meaning", null), await ShownAsync());
        Assert.Equal(3, await CountAsync("vector_entries"));
        Assert.Equal("odd", (await FindAsync("physician text", SearchMode.Lexical)).Hits[0].ExternalId);
    }

    [Fact]
    public async Task Of_several_jobs_for_one_namespace_one_goes_on()
    {
        await OpenAsync();
        var text = string.Join("\n\n", Enumerable.Range(0, 300).Select(i => $"## Part {i}\n\nThe car number {i} stands in the yard."));
        await AddAsync(Markdown("log", text));
        var chunks = await CountAsync("knowledge_chunks");
        await UseAsync("meaning");
        await UseAsync("meaning");
        await UseAsync("meaning");
        var handler = new EmbedChunks(Database.Tenants, Database.Sealer, IngestionParts.Embedder(Database, _models), Database.Jobs, _index);
        var payload = JsonSerializer.Serialize("docs");

        await Task.WhenAll(Enumerable.Range(0, 3).Select(i => handler.RunAsync(
            new() { Tenant = Acme, Id = new($"job_{i}"), Payload = payload, Attempt = 1, IsLastAttempt = false }, default)));
        await RunAsync();

        Assert.Null((await ShownAsync()).Reembedding);
        // Each may have sent the first portion before it saw that it was not alone, and the model was tried.
        Assert.InRange(_server.Texts.Count(), chunks, chunks + 3 + (2 * 64) + 64);
    }

    [Fact]
    public async Task What_waits_is_asked_for_again_when_the_server_starts()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await Database.RunJobsAsync(new Forgetful());
        Assert.Equal(new KnowledgeReembedding(0, 3), (await ShownAsync()).Reembedding);

        await new EmbeddingChange(Database.Tenants, Database.Sealer, Database.Jobs, _models, _index).AskForAllAsync(Acme, default);
        await RunAsync();

        Assert.Null((await ShownAsync()).Reembedding);
    }

    [Fact]
    public async Task A_stretch_that_waits_is_never_made_shorter()
    {
        await OpenAsync();
        await FillAsync();
        await Database.Tenants.WriteAsync(
            Acme,
            async connection =>
            {
                await EmbeddingStates.WaitAsync(connection, new("docs", 1, 3));
                await EmbeddingStates.WaitAsync(connection, new("docs", 1, 2));
            },
            Durability.Full,
            default);

        await using var reading = await Database.Tenants.OpenAsync(Acme);
        Assert.Equal(new("docs", 1, 3), Assert.Single(await EmbeddingStates.WaitingAsync(reading, "docs")));
    }

    [Fact]
    public async Task Never_more_chunks_wait_than_there_are_though_a_stretch_counts_those_that_are_gone()
    {
        await OpenAsync();
        await FillAsync();
        await Documents.DeleteAsync(Acme, "docs", (await Documents.ListAsync(Acme, "docs", null, null, 1, default)).Data[0].Id, default);
        await RunAsync();
        await UseAsync("meaning");

        Assert.Equal(new KnowledgeReembedding(0, 2), (await ShownAsync()).Reembedding);
        await RunAsync();
        Assert.Null((await ShownAsync()).Reembedding);
    }

    [Fact]
    public async Task Namespaces_of_different_models_are_searched_together()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await RunAsync();
        await AcceptAsync(Markdown("kettle", "Descale the kettle with vinegar every spring."), name: "other");
        await RunAsync();

        var found = await Search.SearchAsync(Acme, Members, new() { Query = "zorbling", TopK = 4 }, default);
        var words = await Search.SearchAsync(Acme, Members, new() { Query = "descale the kettle", TopK = 4 }, default);

        Assert.Equal(("car", "kettle"), (found.Hits[0].ExternalId, words.Hits[0].ExternalId));
        Assert.Equal("answered", StateOf(found));
    }

    [Theory]
    [InlineData(false, "failed")]
    [InlineData(true, "late")]
    public async Task A_question_that_cannot_be_embedded_is_answered_by_words_and_the_provider_is_left_alone_for_a_while(bool isSlow, string state)
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await RunAsync();
        using var hold = new CancellationTokenSource();
        if (isSlow)
        {
            _server.Instead = async _ =>
            {
                Time.Advance(TimeSpan.FromSeconds(3));
                await Task.Delay(Timeout.Infinite, hold.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            };
        }
        else
        {
            Fail(500);
        }

        var first = await FindAsync("vacuum filter");
        var asked = _server.Asked.Count;
        var second = await FindAsync("vacuum filter");

        Assert.Equal(("vacuum", "vacuum"), (first.Hits[0].ExternalId, second.Hits[0].ExternalId));
        Assert.Equal((state, "failed"), (StateOf(first), StateOf(second)));
        Assert.Equal(asked, _server.Asked.Count);
        await hold.CancelAsync();
        _server.Instead = null;
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("answered", StateOf(await FindAsync("vacuum filter")));
    }

    [Fact]
    public async Task Where_so_many_wait_for_the_model_that_a_question_would_come_too_late_words_answer_and_the_next_asks_it_again()
    {
        await OpenAsync(("Models:Load:MostPerTenant", "1"));
        await FillAsync();
        await UseAsync("meaning");
        await RunAsync();
        var (held, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        _server.Instead = async context =>
        {
            held.TrySetResult();
            await release.Task;
            await context.Response.WriteAsync("""{"data":[{"index":0,"embedding":[1,0,0,0,0.1]}]}""");
        };
        var first = FindAsync("yard firm");
        await held.Task;

        var second = await FindAsync("vacuum filter");
        _server.Instead = null;
        release.SetResult();
        await first;

        Assert.Equal(("vacuum", "late"), (second.Hits[0].ExternalId, StateOf(second)));
        Assert.DoesNotContain("vacuum filter", _server.Texts);
        Assert.Equal("answered", StateOf(await FindAsync("vacuum filter")));
    }

    [Fact]
    public async Task A_question_is_embedded_once_and_every_call_is_in_the_ledger()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await RunAsync();
        var before = _server.Asked.Count;

        await FindAsync("automobile");
        await FindAsync("automobile");

        Assert.Equal(1, _server.Asked.Count - before);
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        Assert.Equal(_server.Asked.Count, await connection.ScalarAsync<long>(
            "select count(*) from usage_records where tenant_id = @tenant and purpose = 'embedding' and deployment = 'meaning'"));
        Assert.Equal(0, await connection.ScalarAsync<long>("select count(*) from reservations where tenant_id = @tenant and state = 'open'"));
    }

    [Fact]
    public async Task A_crash_after_the_embedding_does_not_pay_twice()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await RunAsync();
        var id = await AcceptAsync(Markdown("doctor", "The doctor comes on Mondays."));
        var writes = 0;
        var dying = new JobRun
        {
            Tenant = Acme,
            Id = new("job_test"),
            Payload = JsonSerializer.Serialize(new IngestPayload("docs", [new IngestWork(id.Value, 1)])),
            Attempt = 1,
            IsLastAttempt = false,
            OnHold = _ => Task.FromResult(++writes < 4),
        };
        await Assert.ThrowsAsync<JobLostException>(() => _ingestion.RunAsync(dying, "docs", new IngestWork(id.Value, 1), default));

        await RunAsync();

        Assert.Single(_server.Texts, text => text.Contains("Mondays", StringComparison.Ordinal));
        Assert.Equal("doctor", (await FindAsync("physician", SearchMode.Vector)).Hits[0].ExternalId);
    }

    [Fact]
    public async Task Nobody_finds_by_a_connected_model_what_they_may_not_see_and_what_is_deleted_leaves_no_vector()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        var secret = await AddAsync(Markdown("secret", "The vehicle of the board is armoured.", acl: ["role:owner"]));

        Assert.DoesNotContain((await FindAsync("automobile")).Hits, hit => hit.ExternalId == "secret");
        Assert.Contains((await FindAsync("automobile", tag: "role:owner")).Hits, hit => hit.ExternalId == "secret");

        await Documents.DeleteAsync(Acme, "docs", secret, default);
        await RunAsync();
        Assert.Equal(3, await CountAsync("vector_entries"));
    }

    [Fact]
    public async Task A_change_can_be_changed_and_taken_back()
    {
        await OpenAsync();
        await FillAsync();
        await UseAsync("meaning");
        await UseAsync("larger");
        await RunAsync();
        Assert.Equal(["larger/8"], (await _index.ListAsync(Acme, default)).Select(space => space.Model));

        await UseAsync("meaning");
        await UseAsync("larger");
        await UseAsync("builtin");
        await RunAsync();

        Assert.Equal(new KnowledgeEmbedding("parley-builtin-1", 256, null, null), await ShownAsync());
        Assert.Equal(["parley-builtin-1"], (await _index.ListAsync(Acme, default)).Select(space => space.Model));
        Assert.Equal("vacuum", (await FindAsync("vaccum cleanr", SearchMode.Vector)).Hits[0].ExternalId);
    }

    [Fact]
    public async Task Vectors_of_a_replaced_model_go_and_those_of_other_namespaces_stay()
    {
        await OpenAsync();
        await FillAsync();
        await AcceptAsync(Markdown("note", "The vehicle is parked behind the house."), name: "docs2");
        await UseAsync("meaning");
        await RunAsync();

        Assert.Equal(
            [("knowledge/docs", "meaning/5"), ("knowledge/docs2", "parley-builtin-1")],
            (await _index.ListAsync(Acme, default)).Select(space => (space.Collection, space.Model)));
    }

    [Fact]
    public async Task What_is_deleted_while_a_model_was_given_up_is_not_there_when_it_is_taken_up_again()
    {
        await OpenAsync();
        await FillAsync();
        var note = await AddAsync(Markdown("note", "The vehicle is parked behind the house."));
        await UseAsync("meaning");
        await RunAsync();
        // Nobody embeds meanwhile: the vectors of both models are still there.
        await UseAsync("larger");
        await Documents.DeleteAsync(Acme, "docs", note, default);
        await UseAsync("meaning");
        await RunAsync();

        Assert.Equal(["meaning/5"], (await _index.ListAsync(Acme, default)).Select(space => space.Model));
        Assert.Equal(3, await CountAsync("vector_entries"));
    }

    [Fact]
    public async Task Vectors_that_a_lost_job_left_behind_are_asked_for_at_the_next_start()
    {
        await OpenAsync();
        await FillAsync();
        await Database.Tenants.WriteAsync(
            Acme, connection => _index.WriteAsync(connection, new("knowledge/docs", "old/2", 2), [new VectorEntry(1, "", new float[] { 1, 0 })]));

        await new EmbeddingChange(Database.Tenants, Database.Sealer, Database.Jobs, _models, _index).AskForAllAsync(Acme, default);
        await RunAsync();

        Assert.Equal(["parley-builtin-1"], (await _index.ListAsync(Acme, default)).Select(space => space.Model));
    }

    [Fact]
    public async Task A_model_that_is_not_there_or_does_not_answer_is_refused_and_nothing_is_changed()
    {
        await OpenAsync();
        await FillAsync();
        var unknown = await Assert.ThrowsAsync<RefusedException>(() => UseAsync("no such"));
        Fail(401);
        var silent = await Assert.ThrowsAsync<RefusedException>(() => UseAsync("meaning"));
        _server.Instead = context => context.Response.WriteAsync($$"""{"data":[{"index":0,"embedding":[{{string.Join(',', Enumerable.Repeat(1, 3072))}}]}]}""");
        var large = await Assert.ThrowsAsync<RefusedException>(() => UseAsync("meaning"));

        Assert.Equal([400, 400, 400], new[] { unknown, silent, large }.Select(refused => refused.Refusal.Status));
        Assert.Contains("meaning, larger, builtin", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("3072", large.Message, StringComparison.Ordinal);
        Assert.Equal(new KnowledgeEmbedding("parley-builtin-1", 256, null, null), await ShownAsync());
    }

    /// <summary>A job that is given up without a word.</summary>
    private sealed class Forgetful : IJobHandler
    {
        public string Kind => EmbedChunks.JobKind;

        public Task RunAsync(JobRun job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private async Task OpenAsync(params (string Key, string Value)[] settings)
    {
        _server = await Connected.StartAsync();
        var services = _server.ServicesFor(Database, Acme, settings);
        _models = services.GetRequiredService<EncoderCatalogue>();
        _spaces = new OpenSpaces(_folder, new HnswOptions(), Database.Tenants);
        _index = new HnswVectorIndex(
            Database.Tenants, _spaces,
            new SpaceFollower(_spaces, Database.Tenants, Database.System, Database.Signals, NullLogger<SpaceFollower>.Instance), new HnswOptions());
        _ingestion = IngestionParts.Of(Database, vectors: _index, models: _models);
        Search = IngestionParts.Search(Database, _index, services);
    }

    private async Task FillAsync()
    {
        await AddAsync(Markdown("car", "The car of the firm stands in the yard."));
        await AddAsync(Markdown("vacuum", "The filter of the vacuum cleaner is washed once a month."));
        await AddAsync(Markdown("garden", "Tomatoes want sun, water and patience."));
    }

    private void Fail(int status) => _server.Instead = context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    };

    private Task UseAsync(string model) => new EmbeddingChange(Database.Tenants, Database.Sealer, Database.Jobs, _models, _index).ApplyAsync(
        Acme, new() { Tenant = Acme, Purpose = "embedding" }, "docs", model, default);

    private async Task<KnowledgeEmbedding> ShownAsync() => (await Namespaces.ListAsync(Acme, "docs", default))[0].Embedding!;

    private Task<SearchResult> FindAsync(string query, SearchMode mode = SearchMode.Auto, string? tag = null) => Search.SearchAsync(
        Acme, tag is null ? Members : [.. Members, tag], new SearchRequest { Query = query, Namespaces = ["docs"], TopK = 3, Mode = mode }, default);

    private static string StateOf(SearchResult found) => found.Explanation!.Legs.Single(leg => leg.Name == "vector").State;

    private async Task<Id<Ids.Document>> AddAsync(Upload upload, bool isEmbedding = true)
    {
        var id = await AcceptAsync(upload);
        await RunAsync(isEmbedding);
        return id;
    }

    private Task<int> RunAsync(bool isEmbedding = true) => Database.RunJobsAsync(
    [
        .. IngestionParts.Handlers(Database, _ingestion, _index),
        .. isEmbedding ? (IJobHandler[])[new EmbedChunks(Database.Tenants, Database.Sealer, IngestionParts.Embedder(Database, _models), Database.Jobs, _index) { RemovedAtOnce = 2 }] : [],
    ]);

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _spaces?.Dispose();
        await (_server?.DisposeAsync() ?? default);
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class SqliteConnectedModels() : ConnectedModelSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlConnectedModels() : ConnectedModelSuite(DatabaseKind.PostgreSql);
