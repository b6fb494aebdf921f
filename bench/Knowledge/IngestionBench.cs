using System.Text;
using Parley.Kernel;
using Parley.Knowledge;
using Parley.Knowledge.Tests;
using Parley.Reading;

namespace Parley.Bench.Knowledge;

/// <summary>Brings documents in by the way of every upload.</summary>
internal static class IngestionBench
{
    private const int Passages = 100;
    private const int DocumentsAtOnce = 20;
    private static readonly TenantScope Tenant = new(new TenantId("tenant_bench"));

    public static async Task MeasureAsync(DatabaseKind kind, int chunks)
    {
        await using var database = await TestDatabase.CreateAsync(kind, TimeProvider.System, new MigrationSource("safety", typeof(Parley.Safety.SafetyModule).Assembly), new MigrationSource("knowledge", typeof(KnowledgeModule).Assembly));
        var texts = new SampleTexts();
        var uploads = new Uploads(database.Tenants, database.Sealer, database.Jobs, new Namespaces(database.Tenants, TimeProvider.System), TimeProvider.System);
        var handlers = IngestionParts.Handlers(database, IngestionParts.Of(database));
        var documents = chunks / Passages;
        var (wall, cpu) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        foreach (var some in Enumerable.Range(0, documents).Chunk(DocumentsAtOnce))
        {
            await uploads.AcceptAsync(
                Tenant, "docs",
                [.. some.Select(i => new Upload(
                    $"d{i}", new DocumentCard(null, null, null), DocumentSource.Markdown, Encoding.UTF8.GetBytes(texts.Document(i, Passages)), AccessTags.Members))],
                default);
            await database.RunJobsAsync(handlers);
        }

        var took = TimeProvider.System.GetElapsedTime(wall).TotalSeconds;
        var spent = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        Console.WriteLine($"{kind}, {chunks:N0} chunks through the pipeline: {chunks / took:F0} chunks/s, {chunks / spent:F0} chunks per second of processor time");
        if (kind == DatabaseKind.Sqlite)
        {
            Console.WriteLine($"database: {new DirectoryInfo(database.Address).EnumerateFiles().Sum(file => file.Length) / (double)chunks:F0} bytes a chunk");
        }
    }
}
