using System.Text;
using Parley.Kernel;
using Parley.Knowledge;
using Parley.Knowledge.Tests;
using Parley.Reading;

namespace Parley.Bench.Knowledge;

/// <summary>Brings documents in the way every upload comes, and asks for passages of them.</summary>
internal sealed class TextBench(DatabaseKind kind, FullTextPeer peer, int rounds)
{
    private const int Passages = 100;
    private const int DocumentsAtOnce = 20;
    private static readonly TenantScope Tenant = new(new TenantId("tenant_bench"));
    private readonly SampleTexts _texts = new();

    public async Task MeasureAsync(int chunks)
    {
        await using var database = await TestDatabase.CreateAsync(kind, TimeProvider.System, new MigrationSource("knowledge", typeof(KnowledgeModule).Assembly));
        var documents = chunks / Passages;
        var (wall, cpu) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await FillAsync(database, documents);
        var took = TimeProvider.System.GetElapsedTime(wall).TotalSeconds;
        var spent = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        Console.WriteLine($"## {kind}, {chunks:N0} chunks");
        Console.WriteLine($"ingestion: {chunks / took:F0} chunks/s, {chunks / spent:F0} chunks per second of processor time");
        if (kind == DatabaseKind.Sqlite)
        {
            Console.WriteLine($"database: {new DirectoryInfo(database.Address).EnumerateFiles().Sum(file => file.Length) / (double)chunks:F0} bytes a chunk");
        }

        FillPeer(documents);
        var search = IngestionParts.Search(database);
        var random = new Random(3);
        var queries = Enumerable.Range(0, rounds).Select(_ => _texts.Query(random.Next(documents), random.Next(Passages))).ToList();
        await SearchAsync(search, queries[0]);
        var (ours, theirs) = (new List<double>(), new List<double>());
        foreach (var query in queries)
        {
            ours.Add(await TimedAsync(() => SearchAsync(search, query)));
            theirs.Add(await TimedAsync(() => Task.FromResult(peer.Search(query))));
        }

        Console.WriteLine($"search: {Told(ours)}; FTS5 {Told(theirs)}; ratio of the medians {Median(ours) / Median(theirs):F2}");
    }

    private async Task FillAsync(TestDatabase database, int documents)
    {
        var uploads = new Uploads(database.Tenants, database.Sealer, database.Jobs, new Namespaces(database.Tenants, TimeProvider.System), TimeProvider.System);
        var handlers = IngestionParts.Handlers(database, IngestionParts.Of(database));
        foreach (var some in Enumerable.Range(0, documents).Chunk(DocumentsAtOnce))
        {
            await uploads.AcceptAsync(
                Tenant, "docs",
                [.. some.Select(i => new Upload(
                    $"d{i}", new DocumentCard(null, null, null), DocumentSource.Markdown, Encoding.UTF8.GetBytes(_texts.Document(i, Passages)), AccessTags.Members))],
                default);
            await database.RunJobsAsync(handlers);
        }
    }

    private void FillPeer(int documents)
    {
        if (peer.Count > 0)
        {
            return;
        }

        foreach (var some in Enumerable.Range(0, documents).Chunk(DocumentsAtOnce))
        {
            peer.Add(some.SelectMany(i => Enumerable.Range(0, Passages).Select(passage => _texts.Passage(i, passage))));
        }

        peer.Optimize();
    }

    private static async Task<int> SearchAsync(KnowledgeSearch search, string query) =>
        (await search.SearchAsync(Tenant, ["members"], new SearchRequest { Query = query, TopK = 10 }, default)).Hits.Count;

    private static async Task<double> TimedAsync(Func<Task<int>> search)
    {
        var start = TimeProvider.System.GetTimestamp();
        return await search() > 0 ? TimeProvider.System.GetElapsedTime(start).TotalMilliseconds : throw new InvalidOperationException("Nothing was found.");
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static string Told(List<double> times) => $"p50 {Median(times):F1} ms, p99 {times.Order().ElementAt((int)(times.Count * 0.99)):F1} ms";
}
