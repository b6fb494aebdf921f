using System.Text;
using Microsoft.Extensions.Options;
using Parley.Kernel;
using Parley.Knowledge;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Tests;
using Parley.Knowledge.Search;
using Parley.Reading;

namespace Parley.Retrieval;

/// <summary>One data set, ingested as a tenant's documents the way every upload is.</summary>
internal sealed class Index(TestDatabase database) : IAsyncDisposable
{
    private readonly FactsCache _facts = new();

    private static readonly TenantScope Tenant = new(new TenantId("tenant_eval"));

    /// <summary>What the database takes on disk.</summary>
    public long Bytes => new DirectoryInfo(database.Address).EnumerateFiles().Sum(file => file.Length);

    public static async Task<Index> BuildAsync(DataSet data)
    {
        var database = await TestDatabase.CreateAsync(
            DatabaseKind.Sqlite, TimeProvider.System, new MigrationSource("knowledge", typeof(KnowledgeModule).Assembly));
        var uploads = new Uploads(
            database.Tenants, database.Sealer, database.Jobs, new Namespaces(database.Tenants, TimeProvider.System), TimeProvider.System);
        foreach (var part in data.Documents.Chunk(500))
        {
            await uploads.AcceptAsync(Tenant, "docs", [.. part.Select(Upload)], default);
        }

        await database.RunJobsAsync(IngestionParts.Handlers(database, IngestionParts.Of(database)));
        return new Index(database);
    }

    public KnowledgeSearch Search(FieldWeights fields) =>
        new(database.Tenants, database.Sealer, _facts, new DocumentTexts(database.Tenants, database.Sealer), Options.Create(new KnowledgeOptions())) { Fields = fields };

    public static Task<SearchResult> AskAsync(KnowledgeSearch search, Question question, int top) =>
        search.SearchAsync(Tenant, ["members"], new SearchRequest { Query = question.Text, TopK = top }, default);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static Upload Upload(Entry entry) => new(
        entry.Id, new DocumentCard(entry.Title, null, null), entry.IsMarkdown ? DocumentSource.Markdown : DocumentSource.Plain, Encoding.UTF8.GetBytes(entry.Text), AccessTags.Members);
}
