using Microsoft.Extensions.Logging.Abstractions;
using Parley.Hnsw;
using Parley.Knowledge.Ingestion;

namespace Parley.Knowledge.Tests;

/// <summary>What vectors add to a search, and what happens when they cannot.</summary>
public abstract class VectorSearchSuite(DatabaseKind kind) : KnowledgeSuite(kind)
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-vectors-").FullName;
    private OpenSpaces _spaces = null!;
    private HnswVectorIndex _index = null!;
    private DocumentIngestion _ingestion = null!;

    [Fact]
    public async Task Misspelled_words_find_what_they_resemble_where_only_vectors_are_asked()
    {
        Open();
        await FillAsync();

        var found = await FindAsync("vaccum cleanr filtre", SearchMode.Vector);

        Assert.Equal("vacuum", found.Hits[0].ExternalId);
        Assert.Equal(["lexical off", "vector answered"], found.Explanation!.Legs.Select(leg => $"{leg.Name} {leg.State}"));
        Assert.Equal(["answered", "answered"], (await FindAsync("vacuum filter", SearchMode.Hybrid)).Explanation!.Legs.Select(leg => leg.State));
    }

    [Fact]
    public async Task Vectors_show_nobody_what_words_would_not_show()
    {
        Open();
        await FillAsync();
        await AddAsync(Markdown("secret", "The vacuum cleaner of the board has a golden filter.", acl: ["role:owner"]));

        Assert.DoesNotContain((await FindAsync("golden vacuum cleaner filter", SearchMode.Vector)).Hits, hit => hit.ExternalId == "secret");
        Assert.Equal("secret", (await FindAsync("golden vacuum cleaner filter", SearchMode.Vector, "role:owner")).Hits[0].ExternalId);
    }

    [Fact]
    public async Task What_is_deleted_or_replaced_leaves_no_vector_behind()
    {
        Open();
        var id = await AddAsync(Markdown("vacuum", "The filter of the vacuum cleaner is washed once a month."));
        await AddAsync(Markdown("vacuum", "The filter of the vacuum cleaner is never washed."));
        Assert.Contains("never", Assert.Single((await FindAsync("washed filter", SearchMode.Vector)).Hits).Text, StringComparison.Ordinal);
        await RunAsync();
        Assert.Equal(1, await CountAsync("vector_entries"));

        await Documents.DeleteAsync(Acme, "docs", id, default);
        Assert.Empty((await FindAsync("washed filter", SearchMode.Vector)).Hits);
        await RunAsync();
        Assert.Equal(0, await CountAsync("vector_entries"));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("late")]
    public async Task When_vectors_fail_or_are_slow_words_answer_alone_and_it_is_said(string state)
    {
        Open();
        await FillAsync();
        Search = IngestionParts.Search(Database, new Unwell(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(2));
            return state == "late";
        }));

        var found = await FindAsync("vacuum filter", SearchMode.Auto);

        Assert.Equal("vacuum", found.Hits[0].ExternalId);
        Assert.Equal(state, found.Explanation!.Legs.Single(leg => leg.Name == "vector").State);
    }

    [Fact]
    public async Task When_words_cannot_be_looked_up_vectors_answer_alone_and_it_is_said()
    {
        Open();
        await FillAsync();
        await Database.Tenants.WriteAsync(Acme, connection => connection.ExecuteAsync("DROP TABLE knowledge_postings"));

        var found = await FindAsync("vacuum cleaner filter", SearchMode.Auto);

        Assert.Equal("vacuum", found.Hits[0].ExternalId);
        Assert.Equal(["failed", "answered"], found.Explanation!.Legs.Select(leg => leg.State));
        Assert.Equal(["failed", "answered"], (await FindAsync("vacuum cleaner filter", SearchMode.Vector)).Explanation!.Legs.Select(leg => leg.State));
        await Assert.ThrowsAnyAsync<Exception>(() => FindAsync("vacuum cleaner filter", SearchMode.Lexical));
        await RemoveVectorsAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => FindAsync("vacuum cleaner filter", SearchMode.Auto));

        Task RemoveVectorsAsync() => Database.Tenants.WriteAsync(
            Acme, connection => _index.RemoveAsync(connection, new("knowledge/docs", "parley-builtin-1", 256), [.. Enumerable.Range(0, 9).Select(key => (long)key)]));
    }

    protected override IReadOnlyList<MigrationSource> Sources => [Source, Vaults, new("vectors", typeof(HnswModule).Assembly)];

    private void Open()
    {
        _spaces = new OpenSpaces(_folder, new HnswOptions(), Database.Tenants);
        _index = new HnswVectorIndex(
            Database.Tenants, _spaces,
            new SpaceFollower(_spaces, Database.Tenants, Database.System, Database.Signals, NullLogger<SpaceFollower>.Instance), new HnswOptions());
        _ingestion = IngestionParts.Of(Database, vectors: _index);
        Search = IngestionParts.Search(Database, _index);
    }

    private async Task FillAsync()
    {
        await AddAsync(Markdown("vacuum", "The filter of the vacuum cleaner is washed once a month."));
        await AddAsync(Markdown("kettle", "Descale the kettle with vinegar every spring."));
        await AddAsync(Markdown("garden", "Tomatoes want sun, water and patience."));
    }

    private Task<SearchResult> FindAsync(string query, SearchMode mode, string? tag = null) => Search.SearchAsync(
        Acme, tag is null ? Members : [.. Members, tag], new SearchRequest { Query = query, Namespaces = ["docs"], TopK = 3, Mode = mode }, default);

    private async Task<Kernel.Id<Kernel.Ids.Document>> AddAsync(Upload upload)
    {
        var id = await AcceptAsync(upload);
        await RunAsync();
        return id;
    }

    private Task<int> RunAsync() => Database.RunJobsAsync(IngestionParts.Handlers(Database, _ingestion, _index));

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _spaces?.Dispose();
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>An index that fails, or never answers.</summary>
    private sealed class Unwell(Func<bool> isLate) : IVectorIndex
    {
        public Task WriteAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<VectorEntry> entries) => Task.CompletedTask;

        public Task RemoveAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<long> keys) => Task.CompletedTask;

        public Task<bool> RemoveSpaceAsync(TenantConnection connection, VectorSpace space, int most) => Task.FromResult(true);

        public Task<IReadOnlyList<VectorSpace>> ListAsync(TenantConnection connection) => Task.FromResult<IReadOnlyList<VectorSpace>>([]);

        public Task<IReadOnlyList<VectorSpace>> ListAsync(Kernel.TenantScope tenant, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<VectorSpace>>([]);

        public Task<VectorHits> SearchAsync(
            Kernel.TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, int k, VectorScope scope, CancellationToken cancellationToken) =>
            isLate() ? new TaskCompletionSource<VectorHits>().Task : throw new IOException("The disk is on fire.");

        public Task<IReadOnlyList<VectorHit>> ScoreAsync(
            Kernel.TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
            throw new IOException("The disk is on fire.");
    }
}

public sealed class SqliteVectorSearch() : VectorSearchSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlVectorSearch() : VectorSearchSuite(DatabaseKind.PostgreSql);
