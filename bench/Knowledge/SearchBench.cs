using Microsoft.Extensions.Logging.Abstractions;
using Parley.Hnsw;
using Parley.Kernel;
using Parley.Knowledge;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Search;
using Parley.Knowledge.Tests;
using Parley.Ranking;

namespace Parley.Bench.Knowledge;

/// <summary>Asks for passages: the leg of words alone beside FTS5 with the same passages and words, and the whole search with and without vectors.</summary>
internal sealed class SearchBench(DatabaseKind kind, FullTextPeer peer, int rounds, bool withVectors)
{
    private const int Passages = 100;
    private const int AtOnce = 5_000;
    private const int Pool = 50;
    private static readonly TenantScope Tenant = new(new TenantId("tenant_bench"));
    private readonly SampleTexts _texts = new();

    public async Task MeasureAsync(int chunks)
    {
        await using var database = await TestDatabase.CreateAsync(
            kind, TimeProvider.System, new MigrationSource("safety", typeof(Parley.Safety.SafetyModule).Assembly), new MigrationSource("knowledge", typeof(KnowledgeModule).Assembly), new MigrationSource("vectors", typeof(HnswModule).Assembly));
        var folder = Directory.CreateTempSubdirectory("parley-bench-vectors-");
        using var spaces = new OpenSpaces(folder.FullName, new HnswOptions(), database.Tenants);
        using var follower = new SpaceFollower(spaces, database.Tenants, database.System, database.Signals, NullLogger<SpaceFollower>.Instance);
        var index = withVectors ? new HnswVectorIndex(database.Tenants, spaces, follower, new HnswOptions()) : null;
        Console.WriteLine($"## {kind}, {chunks:N0} chunks{(withVectors ? " with vectors" : "")}");
        await FillAsync(database, index, follower, chunks);

        var random = new Random(3);
        var queries = Enumerable.Range(0, rounds).Select(_ => random.Next(chunks)).Select(chunk => _texts.Query(chunk / Passages, chunk % Passages)).ToList();
        var search = IngestionParts.Search(database, index, keeps: false);
        var facts = new FactsCache();
        await WordsAsync(database, facts, queries[0]);
        await SearchAsync(search, queries[0], SearchMode.Hybrid);
        var (words, theirs, lexical, hybrid) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var allocated = GC.GetTotalAllocatedBytes();
        foreach (var query in queries)
        {
            words.Add(await TimedAsync(() => WordsAsync(database, facts, query)));
        }

        Console.WriteLine($"allocated by the leg of words: {(GC.GetTotalAllocatedBytes() - allocated) / 1024.0 / rounds:F0} KiB a question");
        foreach (var query in queries)
        {
            words.Add(await TimedAsync(() => WordsAsync(database, facts, query)));
            theirs.Add(await TimedAsync(() => Task.FromResult(peer.Search(query))));
            lexical.Add(await TimedAsync(() => SearchAsync(search, query, SearchMode.Lexical)));
            if (withVectors)
            {
                hybrid.Add(await TimedAsync(() => SearchAsync(search, query, SearchMode.Hybrid)));
            }
        }

        Console.WriteLine($"words alone: {Told(words)}; FTS5: {Told(theirs)}; ratio of the medians {Median(words) / Median(theirs):F2}");
        Console.WriteLine($"whole search by words: {Told(lexical)}{(withVectors ? $"; hybrid: {Told(hybrid)}" : "")}");
        Console.WriteLine($"working set {Environment.WorkingSet >> 20} MiB, of which the collector's heap {GC.GetTotalMemory(true) >> 20} MiB");
        folder.Delete(recursive: true);
    }

    private async Task FillAsync(TestDatabase database, HnswVectorIndex? index, SpaceFollower follower, int chunks)
    {
        var wall = TimeProvider.System.GetTimestamp();
        await new BulkFill(database, Tenant, _texts, new(index, database.Jobs)).FillAsync(chunks);
        await follower.FollowAllAsync(default);
        Console.WriteLine($"filled in {TimeProvider.System.GetElapsedTime(wall).TotalSeconds:F0} s");
        wall = TimeProvider.System.GetTimestamp();
        for (var first = peer.Count; first < chunks; first += AtOnce)
        {
            peer.Add(Enumerable.Range(first, Math.Min(AtOnce, chunks - first)).Select(chunk => _texts.Passage(chunk / Passages, chunk % Passages)));
        }

        peer.Optimize();
        Console.WriteLine($"FTS5 filled in {TimeProvider.System.GetElapsedTime(wall).TotalSeconds:F0} s");
    }

    private static async Task<int> WordsAsync(TestDatabase database, FactsCache facts, string query)
    {
        await using var connection = await database.Tenants.OpenAsync(Tenant);
        var index = new IndexReader(connection);
        var scope = await SearchScope.ReadAsync(index, facts, await index.NamespacesAsync(["docs"], null), null, ["members"]);
        return (await LexicalLeg.FindAsync(index, scope, QueryPlanner.Plan(query, [], scope.Languages), new(), Pool)).Found.Found.Count;
    }

    private static async Task<int> SearchAsync(KnowledgeSearch search, string query, SearchMode mode) =>
        (await search.SearchAsync(Tenant, ["members"], new SearchRequest { Query = query, TopK = 10, Mode = mode }, default)).Hits.Count;

    private static async Task<double> TimedAsync(Func<Task<int>> search)
    {
        var start = TimeProvider.System.GetTimestamp();
        return await search() > 0 ? TimeProvider.System.GetElapsedTime(start).TotalMilliseconds : throw new InvalidOperationException("Nothing was found.");
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);

    private static string Told(List<double> times) => $"p50 {Median(times):F1} ms, p99 {times.Order().ElementAt((int)(times.Count * 0.99)):F1} ms";
}
