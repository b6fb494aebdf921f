using Parley.Kernel;

namespace Parley.Storage.Tests;

/// <summary>A vector index with the database that it stands on.</summary>
/// <param name="SettleAsync">Waits until what was committed can be found.</param>
public sealed record VectorHome(IVectorIndex Index, TenantDatabase Tenants, Func<Task> SettleAsync, Func<ValueTask> CloseAsync);

/// <summary>What every vector index does, whatever it is made of.</summary>
public abstract class VectorIndexSuite : IAsyncLifetime
{
    protected static readonly VectorSpace Handbook = new("handbook", "model-1", 8);

    protected static readonly TenantScope Acme = new(new TenantId("tenant_acme"));

    protected static readonly TenantScope Bolt = new(new TenantId("tenant_bolt"));

    protected VectorHome Home { get; private set; } = null!;

    protected IVectorIndex Index => Home.Index;

    public async ValueTask InitializeAsync() => Home = await MakeAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Home is not null)
        {
            await Home.CloseAsync();
        }
    }

    [Fact]
    public async Task What_is_nearest_comes_first_with_its_cosine()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)), Entry(2, Axis(1)), Entry(3, [3, 4, 0, 0, 0, 0, 0, 0]));

        var hits = await SearchAsync(Acme, Handbook, Axis(1), 2);

        Assert.Equal([(2L, 1.0), (3L, .8)], hits.Select(hit => (hit.Key, Math.Round(hit.Score, 4))));
    }

    [Fact]
    public async Task Keys_that_are_named_are_scored_and_nobody_elses()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)), Entry(2, Axis(1)), Entry(3, [3, 4, 0, 0, 0, 0, 0, 0]));
        await WriteAsync(Bolt, Handbook, Entry(4, Axis(1)));

        var scores = await Index.ScoreAsync(Acme, Handbook, Axis(1).Select(number => number * 2).ToArray(), [3, 1, 4, 99]);

        Assert.Equal([(1L, 0.0), (3L, .8)], scores.OrderBy(hit => hit.Key).Select(hit => (hit.Key, Math.Round(hit.Score, 4))));
        Assert.Empty(await Index.ScoreAsync(Acme, Handbook with { Model = "other" }, Axis(1), [1]));
        Assert.Empty(await Index.ScoreAsync(Acme, Handbook, new float[8], [1]));
        await Assert.ThrowsAsync<ArgumentException>(() => Index.ScoreAsync(Acme, Handbook, new float[7], [1]));
    }

    [Fact]
    public async Task What_is_written_under_a_key_again_takes_the_place_of_what_was()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)), Entry(2, Axis(1)));
        await WriteAsync(Acme, Handbook, Entry(1, Axis(5)));

        Assert.Equal(1, (await SearchAsync(Acme, Handbook, Axis(5), 1))[0].Key);
        Assert.Equal(0, (await SearchAsync(Acme, Handbook, Axis(0), 9)).Single(hit => hit.Key == 1).Score, 4);
    }

    [Fact]
    public async Task What_is_removed_is_not_found_and_may_be_removed_again()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)), Entry(2, Axis(1)));
        for (var time = 0; time < 2; time++)
        {
            await Home.Tenants.WriteAsync(Acme, connection => Index.RemoveAsync(connection, Handbook, [1, 77]));
            Assert.Equal([2L], Keys(await SearchAsync(Acme, Handbook, Axis(0), 9)));
        }

        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)));
        Assert.Equal(1, (await SearchAsync(Acme, Handbook, Axis(0), 9))[0].Key);
    }

    [Fact]
    public async Task What_a_transaction_did_not_commit_is_not_found()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => Home.Tenants.WriteAsync(Acme, async connection =>
        {
            await Index.WriteAsync(connection, Handbook, [Entry(2, Axis(0))]);
            await Index.RemoveAsync(connection, Handbook, [1]);
            throw new InvalidOperationException("The caller thinks better of it.");
        }));

        Assert.Equal([1L], Keys(await SearchAsync(Acme, Handbook, Axis(0), 9)));
    }

    [Fact]
    public async Task Only_what_the_asker_may_see_is_found_and_enough_of_it()
    {
        await WriteAsync(Acme, Handbook, [.. Enumerable.Range(0, 300).Select(i => Entry(i, Around(0, i), i % 100 == 7 ? "group:law" : "public"))]);

        var hits = await SearchAsync(Acme, Handbook, Axis(0), 3, new VectorScope { Access = name => name == "group:law" });

        Assert.Equal([7L, 107, 207], Keys(hits).Order());
        Assert.Empty(await SearchAsync(Acme, Handbook, Axis(0), 3, new VectorScope { Access = _ => false }));
    }

    [Fact]
    public async Task Only_keys_that_are_allowed_are_found_and_enough_of_them()
    {
        await WriteAsync(Acme, Handbook, [.. Enumerable.Range(0, 300).Select(i => Entry(i, Around(0, i), "public"))]);

        var hits = await SearchAsync(Acme, Handbook, Axis(0), 5, new VectorScope { Access = name => name == "public", Keys = key => key >= 295 });

        Assert.Equal([295L, 296, 297, 298, 299], Keys(hits).Order());
        Assert.Equal([4L], Keys(await SearchAsync(Acme, Handbook, Axis(0), 5, new VectorScope { Keys = key => key == 4 })));
    }

    [Fact]
    public async Task Tenants_collections_and_models_know_nothing_of_each_other()
    {
        var otherModel = Handbook with { Model = "model-2", Dimensions = 4 };
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)));
        await WriteAsync(Bolt, Handbook, Entry(2, Axis(0)));
        await WriteAsync(Acme, Handbook with { Collection = "minutes" }, Entry(3, Axis(0)));
        await WriteAsync(Acme, otherModel, new VectorEntry(1, "public", new float[] { 0, 0, 1, 0 }));

        Assert.Equal([1L], Keys(await SearchAsync(Acme, Handbook, Axis(0), 9)));
        Assert.Equal([2L], Keys(await SearchAsync(Bolt, Handbook, Axis(0), 9)));
        Assert.Equal([3L], Keys(await SearchAsync(Acme, Handbook with { Collection = "minutes" }, Axis(0), 9)));
        Assert.Equal(1, Assert.Single(await SearchAsync(Acme, otherModel, [0, 0, 1, 0], 9)).Score, 4);
        Assert.Equal([Handbook, otherModel, Handbook with { Collection = "minutes" }], await Index.ListAsync(Acme));
        Assert.Equal([Handbook], await Index.ListAsync(Bolt));
    }

    [Fact]
    public async Task A_removed_space_is_gone_and_may_begin_anew_with_other_dimensions()
    {
        await WriteAsync(Acme, Handbook, [.. Enumerable.Range(0, 5).Select(i => Entry(i, Axis(i)))]);
        await WriteAsync(Bolt, Handbook, Entry(2, Axis(0)));
        await SearchAsync(Acme, Handbook, Axis(0), 1);

        foreach (var isGone in (bool[])[false, false, false, true, true])
        {
            Assert.Equal(isGone, await Home.Tenants.WriteAsync(Acme, connection => Index.RemoveSpaceAsync(connection, Handbook, 2)));
        }

        Assert.Empty(await SearchAsync(Acme, Handbook, Axis(0), 9));
        Assert.Equal([2L], Keys(await SearchAsync(Bolt, Handbook, Axis(0), 9)));
        await WriteAsync(Acme, Handbook with { Dimensions = 2 }, new VectorEntry(9, "public", new float[] { 1, 0 }));
        Assert.Equal([9L], Keys(await SearchAsync(Acme, Handbook with { Dimensions = 2 }, [1, 0], 9)));
    }

    [Fact]
    public async Task What_cannot_be_compared_is_refused()
    {
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)));

        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(Acme, Handbook, Entry(2, [1, 0])));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(Acme, Handbook, Entry(2, new float[8])));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(Acme, Handbook, Entry(2, [float.NaN, 0, 0, 0, 0, 0, 0, 0])));
        await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(Acme, Handbook with { Dimensions = 2 }, Entry(2, [1, 0])));
        await Assert.ThrowsAsync<ArgumentException>(() => SearchAsync(Acme, Handbook, [1, 0], 1));
        Assert.Equal([1L], Keys(await SearchAsync(Acme, Handbook, Axis(0), 9)));
    }

    [Fact]
    public async Task Nothing_is_near_a_query_without_direction_or_in_a_space_that_is_not_there()
    {
        Assert.Empty(await SearchAsync(Acme, Handbook, Axis(0), 9));
        await WriteAsync(Acme, Handbook);
        await WriteAsync(Acme, Handbook, Entry(1, Axis(0)));

        Assert.Empty(await SearchAsync(Acme, Handbook, new float[8], 9));
    }

    [Fact]
    public async Task Of_many_nearly_all_of_the_nearest_are_found()
    {
        var random = new Random(4);
        var vectors = Enumerable.Range(0, 2000).Select(_ => Enumerable.Range(0, 8).Select(_ => (float)(random.NextDouble() - .5)).ToArray()).ToArray();
        foreach (var part in vectors.Select((vector, i) => Entry(i, vector)).Chunk(500))
        {
            await WriteAsync(Acme, Handbook, part);
        }

        var recall = 0.0;
        foreach (var query in vectors.Take(20))
        {
            var nearest = vectors.Select((vector, i) => (Key: (long)i, Cosine: Cosine(vector, query))).OrderByDescending(pair => pair.Cosine).Take(10).Select(pair => pair.Key);
            recall += nearest.Intersect(Keys(await SearchAsync(Acme, Handbook, query, 10))).Count() / 200.0;
        }

        Assert.InRange(recall, .95, 1.0001);
    }

    protected abstract Task<VectorHome> MakeAsync();

    protected static VectorEntry Entry(long key, float[] vector, string access = "public") => new(key, access, vector);

    protected static float[] Axis(int at) => [.. Enumerable.Range(0, 8).Select(i => i == at ? 1f : 0f)];

    protected static IReadOnlyList<long> Keys(IEnumerable<VectorHit> hits) => [.. hits.Select(hit => hit.Key)];

    protected async Task WriteAsync(TenantScope tenant, VectorSpace space, params VectorEntry[] entries)
    {
        await Home.Tenants.WriteAsync(tenant, connection => Index.WriteAsync(connection, space, entries));
        await Home.SettleAsync();
    }

    protected async Task<IReadOnlyList<VectorHit>> SearchAsync(TenantScope tenant, VectorSpace space, float[] query, int k, VectorScope? scope = null)
    {
        await Home.SettleAsync();
        var hits = await Index.SearchAsync(tenant, space, query, k, scope ?? VectorScope.Everything);
        Assert.Equal(0, hits.Behind);
        return hits.Hits;
    }

    private static float[] Around(int axis, int seed)
    {
        var random = new Random(seed);
        return [.. Axis(axis).Select(x => x + (float)random.NextDouble() / 2)];
    }

    private static double Cosine(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));
}
