using Microsoft.Extensions.Logging.Abstractions;
using Parley.Hnsw;
using Parley.TestKit;

namespace Parley.Storage.Tests;

public sealed class HnswVectorIndexOnSqliteTests() : HnswVectorIndexSuite(DatabaseKind.Sqlite);

public sealed class HnswVectorIndexOnPostgreSqlTests() : HnswVectorIndexSuite(DatabaseKind.PostgreSql)
{
    [Fact]
    public async Task Row_policies_keep_tenants_apart_even_where_a_statement_forgets_to()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.PostgreSql, TimeProvider.System, TestDatabase.WithoutTenantFilter, Vectors);
        var row = await database.Tenants.WriteAsync(Acme, connection => SpaceStore.WriteAsync(connection, Handbook, [Entry(1, Axis(0))]));

        await using var other = await database.Tenants.OpenAsync(Bolt);

        Assert.Null(await SpaceStore.FindAsync(other, Handbook));
        Assert.Empty(await SpaceStore.ListAsync(other));
        Assert.Empty(await SpaceStore.AccessAsync(other, row.Id));
        Assert.Empty((await SpaceStore.ReadAsync(other, row, 0, 10)).Rows);
        await using var own = await database.Tenants.OpenAsync(Acme);
        Assert.Single((await SpaceStore.ReadAsync(own, row, 0, 10)).Rows);
    }
}

/// <summary>What the graphs of a node do beyond what every vector index does.</summary>
public abstract class HnswVectorIndexSuite(DatabaseKind kind) : VectorIndexSuite
{
    protected static readonly MigrationSource Vectors = new("vectors", typeof(HnswModule).Assembly);
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-vectors-").FullName;
    private readonly HnswOptions _options = new() { OpenSpaces = 2, BuildBreadth = 64, WaitForChanges = 16 };
    private TestDatabase _database = null!;
    private OpenSpaces _spaces = null!;
    private SpaceFollower _follower = null!;

    [Fact]
    public async Task A_node_that_starts_again_goes_on_with_its_files()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0), "a"), Entry(2, Axis(1), "b"));
        await SearchAsync(Acme, Handbook, Axis(0), 1);
        Restart();

        Assert.Equal([2L], Keys((await Index.SearchAsync(Acme, Handbook, Axis(0), 9, new VectorScope { Access = name => name == "b" })).Hits));
    }

    [Fact]
    public async Task A_node_whose_files_are_lost_or_damaged_makes_them_again()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)), Entry(2, Axis(1)));
        Close();
        var files = Directory.GetDirectories(_folder).Single();
        await File.WriteAllTextAsync(Path.Combine(files, "graph-9.bin"), "not a graph");
        Open();
        Assert.Equal([1L, 2], Keys(await SearchAsync(Acme, Handbook, Axis(0), 9)));

        Close();
        Directory.Delete(_folder, recursive: true);
        Open();
        Assert.Equal([1L, 2], Keys(await SearchAsync(Acme, Handbook, Axis(0), 9)));
    }

    [Fact]
    public async Task A_search_that_is_far_behind_answers_at_once_and_says_so()
    {
        await Home.Tenants.WriteAsync(Acme, connection => Index.WriteAsync(connection, Handbook, [.. Enumerable.Range(0, 40).Select(i => Entry(i, Axis(i % 8)))]));
        Restart();

        var first = await Index.SearchAsync(Acme, Handbook, Axis(0), 9, VectorScope.Everything);
        await _follower.FollowAllAsync(CancellationToken.None);
        var second = await Index.SearchAsync(Acme, Handbook, Axis(0), 5, VectorScope.Everything);

        Assert.Equal((0, 40L), (first.Hits.Count, first.Behind));
        Assert.Equal((5, 0L), (second.Hits.Count, second.Behind));
    }

    [Fact]
    public async Task A_few_changes_are_waited_for()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)));
        await Home.Tenants.WriteAsync(Acme, connection => Index.WriteAsync(connection, Handbook, [Entry(2, Axis(0))]));
        await Home.Tenants.WriteAsync(Acme, connection => Index.RemoveAsync(connection, Handbook, [1]));

        var hits = await Index.SearchAsync(Acme, Handbook, Axis(0), 9, VectorScope.Everything);

        Assert.Equal([2L], Keys(hits.Hits));
        Assert.Equal(0, hits.Behind);
    }

    [Fact]
    public async Task Only_so_many_graphs_are_open_at_once_and_all_are_found()
    {
        var spaces = Enumerable.Range(0, 5).Select(i => Handbook with { Collection = $"c{i}" }).ToArray();
        foreach (var space in spaces)
        {
            await WriteAsync(Acme, space, Entry(1, Axis(0)));
        }

        await Task.WhenAll(spaces.Concat(spaces).Select(async space => Assert.Single(await SearchAsync(Acme, space, Axis(0), 9))));

        Assert.InRange(_spaces.Count, 1, 2);
    }

    [Fact]
    public async Task The_files_of_a_removed_space_are_deleted_while_the_node_runs_and_when_it_did_not()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)));
        await WriteAsync(Bolt, Handbook, Entry(1, Axis(0)));
        Assert.Equal(2, Directory.GetDirectories(_folder).Length);

        await RemoveAsync(Acme);
        await Home.SettleAsync();
        Assert.Single(Directory.GetDirectories(_folder));

        Close();
        await using (var connection = await _database.Tenants.OpenAsync(Bolt))
        {
            Assert.NotNull(await SpaceStore.FindAsync(connection, Handbook));
        }

        await RemoveAsync(Bolt);
        Open();
        await _follower.SweepAsync(CancellationToken.None);
        Assert.Empty(Directory.GetDirectories(_folder));
    }

    private async Task RemoveAsync(TenantScope tenant)
    {
        while (!await Home.Tenants.WriteAsync(tenant, connection => Index.RemoveSpaceAsync(connection, Handbook, 9)))
        {
        }
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(() => Home.Tenants.WriteAsync(
            Acme, connection => Index.WriteAsync(connection, Handbook, [.. Enumerable.Range(0, 5).Select(i => Entry((writer * 10) + i, Axis(writer)))])))));

        Assert.Equal(40, (await SearchAsync(Acme, Handbook, Axis(0), 99)).Count);
    }

    [Fact]
    public async Task A_database_that_is_older_than_the_graph_is_believed()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)), Entry(2, Axis(1)));
        await SearchAsync(Acme, Handbook, Axis(0), 1);
        // As after a restore from before the second was written.
        await _database.Tenants.WriteAsync(Acme, async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM vector_entries WHERE tenant_id = @tenant AND entry_key = 2");
            await connection.ExecuteAsync("UPDATE vector_spaces SET changes = 1 WHERE tenant_id = @tenant");
        });

        await Index.SearchAsync(Acme, Handbook, Axis(0), 9, VectorScope.Everything);

        Assert.Equal([1L], Keys(await SearchAsync(Acme, Handbook, Axis(0), 9)));
    }

    protected override async Task<VectorHome> MakeAsync()
    {
        _database = await TestDatabase.CreateAsync(kind, TimeProvider.System, Vectors);
        Open();
        return new VectorHome(new Redirected(this), _database.Tenants, () => _follower.FollowAllAsync(CancellationToken.None), async () =>
        {
            Close();
            await _database.DisposeAsync();
            if (Directory.Exists(_folder))
            {
                Directory.Delete(_folder, recursive: true);
            }
        });
    }

    private void Restart()
    {
        Close();
        Open();
    }

    private void Close()
    {
        _follower.Dispose();
        _spaces.Dispose();
    }

    private void Open()
    {
        _spaces = new OpenSpaces(_folder, _options, _database.Tenants);
        _follower = new SpaceFollower(_spaces, _database.Tenants, _database.System, _database.Signals, NullLogger<SpaceFollower>.Instance);
    }

    // The node that runs now, which a test may have started again.
    private sealed class Redirected(HnswVectorIndexSuite suite) : IVectorIndex
    {
        private HnswVectorIndex Now => new(suite._database.Tenants, suite._spaces, suite._follower, suite._options);

        public Task WriteAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<VectorEntry> entries) => Now.WriteAsync(connection, space, entries);

        public Task RemoveAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<long> keys) => Now.RemoveAsync(connection, space, keys);

        public Task<bool> RemoveSpaceAsync(TenantConnection connection, VectorSpace space, int most) => Now.RemoveSpaceAsync(connection, space, most);

        public Task<IReadOnlyList<VectorSpace>> ListAsync(TenantConnection connection) => Now.ListAsync(connection);

        public Task<IReadOnlyList<VectorSpace>> ListAsync(TenantScope tenant, CancellationToken cancellationToken) => Now.ListAsync(tenant, cancellationToken);

        public Task<VectorHits> SearchAsync(
            TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, int k, VectorScope scope, CancellationToken cancellationToken) =>
            Now.SearchAsync(tenant, space, query, k, scope, cancellationToken);

        public Task<IReadOnlyList<VectorHit>> ScoreAsync(
            TenantScope tenant, VectorSpace space, ReadOnlyMemory<float> query, IReadOnlyList<long> keys, CancellationToken cancellationToken) =>
            Now.ScoreAsync(tenant, space, query, keys, cancellationToken);
    }
}
