using System.Text;
using Parley.Kernel;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Reading;

namespace Parley.Knowledge.Tests;

/// <summary>What every suite that runs on both databases begins with: a fresh database, two tenants, and the room's parts.</summary>
public abstract class KnowledgeSuite(DatabaseKind kind) : IAsyncLifetime
{
    protected static readonly MigrationSource Source = new("knowledge", typeof(KnowledgeModule).Assembly);
    protected static readonly MigrationSource Vaults = new("safety", typeof(Parley.Safety.SafetyModule).Assembly);
    protected static readonly string[] Members = ["public", "members"];
    protected static readonly string[] Strangers = ["public"];

    protected FakeTime Time { get; } = new();

    protected DatabaseKind Kind { get; } = kind;

    protected TenantScope Acme { get; } = new(new TenantId("tenant_acme"));

    protected TenantScope Bolt { get; } = new(new TenantId("tenant_bolt"));

    protected TestDatabase Database { get; private set; } = null!;

    internal DocumentStore Documents { get; private set; } = null!;

    internal DocumentContents Contents { get; private set; } = null!;

    internal Uploads Uploads { get; private set; } = null!;

    internal Namespaces Namespaces { get; private set; } = null!;

    internal DocumentIngestion Ingestion { get; set; } = null!;

    protected KnowledgeSearch Search { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync(Kind, Time, [.. Sources]);
        Namespaces = new Namespaces(Database.Tenants, Time);
        Uploads = new Uploads(Database.Tenants, Database.Sealer, Database.Jobs, Namespaces, Time);
        Documents = new DocumentStore(Database.Tenants, Database.Sealer, Database.Jobs, Time);
        Contents = new DocumentContents(Database.Tenants, Database.Sealer);
        Ingestion = IngestionParts.Of(Database);
        Search = NewSearch();
    }

    /// <summary>A search that remembers nothing.</summary>
    protected KnowledgeSearch NewSearch() => IngestionParts.Search(Database);

    protected virtual IReadOnlyList<MigrationSource> Sources => [Source, Vaults];

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Database is not null)
        {
            await Database.DisposeAsync();
        }
    }

    internal static Upload Markdown(string externalId, string text, string? title = null, params string[] acl) => new(
        externalId, new DocumentCard(title, null, null), DocumentSource.Markdown, Encoding.UTF8.GetBytes(text), AccessTags.Canonical(acl));

    internal async Task<DocumentId> AcceptAsync(Upload upload, TenantScope? tenant = null, string name = "docs") =>
        (await Uploads.AcceptAsync(tenant ?? Acme, name, [upload], default)).Documents[0];

    internal async Task<DocumentId> AddAsync(Upload upload, TenantScope? tenant = null, string name = "docs")
    {
        var id = await AcceptAsync(upload, tenant, name);
        await RunJobsAsync();
        return id;
    }

    protected Task<int> RunJobsAsync() => Database.RunJobsAsync(IngestionParts.Handlers(Database, Ingestion));

    protected Task<SearchResult> AskAsync(string query, IReadOnlyList<string>? tags = null, TenantScope? tenant = null, string name = "docs", int top = 6) =>
        Search.SearchAsync(tenant ?? Acme, tags ?? Members, new SearchRequest { Query = query, Namespaces = [name], TopK = top }, default);

    protected async Task<long> CountAsync(string table)
    {
        await using var connection = await Database.Tenants.OpenAsync(Acme);
        return await connection.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = @tenant");
    }
}
