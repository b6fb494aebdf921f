using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Parley.Kernel;
using Parley.PostgreSql;
using Parley.Storage;
using Parley.Vectors;

namespace Parley.Bench.Vectors;

/// <summary>The same vectors on a server with pgvector, through the port: writing, and recall and time of a search.</summary>
internal static class OnServer
{
    private const int Batch = 200;
    private static readonly TenantScope Tenant = new(new("tenant_bench"));

    public static async Task RunAsync(Settings settings)
    {
        if (Environment.GetEnvironmentVariable("PGVECTOR_CONNECTION") is not { Length: > 0 } address)
        {
            Console.Error.WriteLine("PGVECTOR_CONNECTION names no server.");
            return;
        }

        address = new NpgsqlConnectionStringBuilder(address) { MaxPoolSize = 1, CommandTimeout = 600 }.ConnectionString;
        await using (var connection = new NpgsqlConnection(address))
        {
            await connection.OpenAsync();
            Console.WriteLine($"pgvector: {await PgVectorTables.EnsureAsync(connection, CancellationToken.None)}");
        }

        await using var database = new PostgreSqlDatabase(address, new Signals(), NullLogger.Instance, PostgreSqlDialect.Usual);
        var tenants = new TenantDatabase(database);
        var index = new PgVectorIndex(tenants);
        var space = new VectorSpace("bench", "clusters", settings.Dimensions);
        var (vectors, queries) = new Clusters(settings.Dimensions, settings.Seed).Draw(settings.Count, 300);
        var clock = Stopwatch.StartNew();
        foreach (var part in vectors.Select((vector, i) => new VectorEntry(i, $"label {Ours.LabelOf(i)}", vector)).Chunk(Batch))
        {
            await tenants.WriteAsync(Tenant, connection => index.WriteAsync(connection, space, part));
        }

        Console.WriteLine($"{settings.Count:N0} vectors of {settings.Dimensions} dimensions written in {clock.Elapsed.TotalSeconds:0} s");
        // A server of its own does this by itself; one in WebAssembly does not.
        await tenants.WriteAsync(Tenant, connection => connection.ExecuteAsync("ANALYZE vector_points"));

        using var exact = VectorIndex.InMemory(new VectorIndexOptions { Dimensions = settings.Dimensions, BuildBreadth = 16, Neighbours = 4 });
        for (var i = 0; i < vectors.Length; i++)
        {
            exact.Add(i, vectors[i], Ours.LabelOf(i));
        }

        foreach (var percent in new[] { 100, 50, 10, 1 })
        {
            var truth = Truth.Of(exact, queries, settings.K, VectorFilter.Labels(Enumerable.Range(0, percent)));
            var names = Enumerable.Range(0, percent).Select(label => $"label {label}").ToHashSet();
            await MeasureAsync(percent, index, space, queries, truth, settings.K, percent == 100 ? VectorScope.Everything : new VectorScope { Access = names.Contains });
        }
    }

    private static async Task MeasureAsync(int percent, PgVectorIndex index, VectorSpace space, float[][] queries, Truth truth, int k, VectorScope scope)
    {
        var (found, times) = (new List<long[]>(), new List<double>());
        foreach (var query in queries)
        {
            var clock = Stopwatch.StartNew();
            var hits = await index.SearchAsync(Tenant, space, query, k, scope, CancellationToken.None);
            times.Add(clock.Elapsed.TotalMilliseconds);
            found.Add([.. hits.Hits.Select(hit => hit.Key)]);
        }

        times.Sort();
        Console.WriteLine($"{percent,3} % allowed: recall {truth.Recall(found):0.000}, p50 {times[times.Count / 2]:0.0} ms, p99 {times[times.Count * 99 / 100]:0.0} ms");
    }
}
