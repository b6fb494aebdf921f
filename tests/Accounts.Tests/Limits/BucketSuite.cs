namespace Parley.Accounts.Tests;

/// <summary>Token buckets over several nodes, on every database.</summary>
public abstract class BucketSuite(DatabaseKind kind) : AccountsSuite(kind)
{
    private static readonly BucketShape Sixty = new(600);

    [Fact]
    public async Task A_full_bucket_lets_its_burst_through_and_then_says_when_to_come_again()
    {
        var node = Node();

        Assert.Equal(60, await ThroughAsync(node, 100));
        var refused = await node.TakeAsync("b", Sixty, 1, default);

        Assert.False(refused.IsThrough);
        Assert.Equal(TimeSpan.FromMilliseconds(100), refused.Wait);
        Time.Advance(refused.Wait);
        Assert.Equal(1, await ThroughAsync(node, 5));
        Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(30, await ThroughAsync(node, 100));
    }

    [Fact]
    public async Task Two_nodes_together_let_no_more_through_than_the_bucket_has()
    {
        await using var other = OpenOtherNode();
        var nodes = new[] { Node(), new TokenBuckets(new DatabaseLimits((other ?? Database).System), Time) };

        var through = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => ThroughAsync(nodes[i % 2], 5)));

        Assert.Equal(60, through.Sum());
    }

    [Fact]
    public async Task A_full_bucket_may_be_thrown_away_while_others_take_from_it()
    {
        await using var other = OpenOtherNode();
        var limits = new DatabaseLimits((other ?? Database).System);
        for (var round = 0; round < 20; round++)
        {
            await ThroughAsync(Node(), 1);
            Time.Advance(TimeSpan.FromMinutes(5));
            await Task.WhenAll([.. Enumerable.Range(0, 4).Select(_ => (Task)ThroughAsync(Node(), 1)), limits.ThrowAwayFullAsync(default)]);
        }
    }

    [Fact]
    public async Task A_restart_finds_the_bucket_as_empty_as_it_was()
    {
        Assert.Equal(60, await ThroughAsync(Node(), 100));

        Assert.Equal(0, await ThroughAsync(Node(), 100));
    }

    [Fact]
    public async Task What_a_node_does_not_need_is_given_back()
    {
        var (one, two) = (Node(), Node());
        Assert.Equal(1, await ThroughAsync(one, 1));
        await one.GiveBackAsync(TokenBuckets.Kept, default);
        Assert.Equal(45, await ThroughAsync(two, 100));

        Time.Advance(TokenBuckets.Kept);
        await two.GiveBackAsync(TimeSpan.Zero, default);
        await one.GiveBackAsync(TokenBuckets.Kept, default);

        // Twenty came in two seconds, and the fourteen that the first node had not spent.
        Assert.Equal(34, await ThroughAsync(Node(), 100));
    }

    [Fact]
    public async Task A_dearer_request_takes_more_and_one_that_is_too_dear_takes_all()
    {
        var node = Node();

        Assert.Equal(6, await ThroughAsync(node, 20, cost: 10));
        Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, await ThroughAsync(node, 20, cost: 1_000));
    }

    [Fact]
    public async Task A_request_is_let_through_from_memory_as_long_as_the_block_lasts()
    {
        var store = new CountingStore(new DatabaseLimits(Database.System));
        var node = new TokenBuckets(store, Time);

        Assert.Equal(60, await ThroughAsync(node, 60));
        Assert.Equal(4, store.Exchanges);
        Assert.Equal(0, await ThroughAsync(node, 1_000));
        Assert.Equal(5, store.Exchanges);
    }

    [Fact]
    public async Task A_bucket_that_is_full_leaves_no_row()
    {
        var limits = new DatabaseLimits(Database.System);
        await ThroughAsync(Node(), 100);
        await limits.ThrowAwayFullAsync(default);
        Assert.Equal(0, await ThroughAsync(Node(), 100));

        Time.Advance(TimeSpan.FromMinutes(2));
        await limits.ThrowAwayFullAsync(default);

        await using var connection = await Database.System.OpenAsync();
        Assert.Equal(0, await connection.ScalarAsync<long>("select count(*) from sys_buckets"));
    }

    private TokenBuckets Node() => new(new DatabaseLimits(Database.System), Time);

    private static async Task<int> ThroughAsync(TokenBuckets node, int requests, long cost = 1)
    {
        var through = 0;
        for (var i = 0; i < requests; i++)
        {
            through += (await node.TakeAsync("b", Sixty, cost, default)).IsThrough ? 1 : 0;
        }

        return through;
    }

    private sealed class CountingStore(ILimitStore inner) : ILimitStore
    {
        public int Exchanges { get; private set; }

        public Task<IReadOnlyList<TokenGrant>> ExchangeAsync(IReadOnlyList<TokenExchange> exchanges, CancellationToken cancellationToken)
        {
            Exchanges++;
            return inner.ExchangeAsync(exchanges, cancellationToken);
        }
    }
}

public sealed class SqliteBuckets() : BucketSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlBuckets() : BucketSuite(DatabaseKind.PostgreSql);
