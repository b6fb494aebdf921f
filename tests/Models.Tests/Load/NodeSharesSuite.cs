using Parley.Accounts;
using Parley.Storage;

namespace Parley.Models.Tests;

/// <summary>The limits of one deployment among several nodes.</summary>
public abstract class NodeSharesSuite(DatabaseKind kind) : IAsyncLifetime
{
    private static readonly TenantId Acme = new("tenant_acme");
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);
    private static readonly TenantScope Scope = new(Acme);

    private readonly FakeTime _time = new();
    private readonly List<Node> _nodes = [];
    private DeploymentLimits _limits = new(Concurrency: 5);
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(
            kind, _time, new MigrationSource("accounts", typeof(AccountsModule).Assembly), new MigrationSource("models", typeof(ModelsModule).Assembly));
        _nodes.AddRange([new(_database, this), new(_database.OpenAnotherNode(), this)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _nodes[1].Database.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Who_is_alone_has_all_of_it_and_two_have_it_together()
    {
        Enter(0, calls: 8);
        Assert.Equal(0, Running(0));
        await LookAsync(0);
        Assert.Equal(5, Running(0));

        Enter(1, calls: 8);
        await LookAsync(1);
        Assert.Equal(0, Running(1));
        await LookAsync(0);
        Serve(0, calls: 5);
        await LookAsync(0, 1);

        Assert.Equal([2, 3], new[] { Running(0), Running(1) }.Order());
        Assert.Equal(6, _nodes[0].Queue.Waiting + _nodes[1].Queue.Waiting);
    }

    [Fact]
    public async Task However_calls_come_and_go_no_more_run_on_all_nodes_than_may()
    {
        var random = new Random(5);
        _nodes.Add(new(_database.OpenAnotherNode(), this));
        var most = 0;
        for (var i = 0; i < 150; i++)
        {
            var node = random.Next(3);
            switch (random.Next(4))
            {
                case 0:
                    Enter(node, calls: 1 + random.Next(3));
                    break;
                case 1:
                    Serve(node, random.Next(3));
                    break;
                case 2:
                    _time.Advance(TimeSpan.FromSeconds(random.Next(6)));
                    break;
                default:
                    await LookAsync(node);
                    break;
            }

            var running = Running(0) + Running(1) + Running(2);
            Assert.InRange(running, 0, 5);
            most = Math.Max(most, running);
        }

        Assert.Equal(5, most);
        await _nodes[2].Database.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_that_look_at_the_same_moment_take_no_place_twice()
    {
        for (var i = 0; i < 20; i++)
        {
            Enter(0, calls: 1);
            Enter(1, calls: 1);
            await Task.WhenAll(LookAsync(0), LookAsync(1));
            Assert.InRange(_nodes.Sum(node => node.Share.Held.Places), 0, 5);
            Serve(i % 2, calls: 1);
        }

        Assert.Equal(5, _nodes.Sum(node => node.Share.Held.Places));
    }

    [Fact]
    public async Task Where_there_are_fewer_places_than_nodes_each_has_them_in_its_turn()
    {
        _limits = new(Concurrency: 1);
        Enter(0, calls: 50);
        Enter(1, calls: 50);
        var served = new int[2];
        for (var i = 0; i < 40; i++)
        {
            await LookAsync(0, 1);
            Assert.InRange(Running(0) + Running(1), 0, 1);
            foreach (var node in (int[])[0, 1])
            {
                served[node] += Running(node);
                Serve(node, Running(node), andNext: false);
            }

            _time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.All(served, count => Assert.InRange(count, 10, 30));
    }

    [Fact]
    public async Task A_minutes_calls_are_parted_and_who_joins_begins_with_none()
    {
        _limits = new(Rpm: 60);
        Enter(0, calls: 60);
        await LookAsync(0);
        Assert.Equal(60, Running(0));

        Enter(1, calls: 60);
        await LookAsync(1);
        await LookAsync(0);
        await LookAsync(1);
        Assert.Equal(0, Running(1));
        Enter(0, calls: 60);
        for (var second = 0; second < 60; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await LookAsync(0, 1);
        }

        Assert.InRange(Running(0) - 60, 28, 31);
        Assert.InRange(Running(1), 28, 31);
    }

    [Fact]
    public async Task What_a_node_held_that_is_gone_is_free_when_its_lease_is_over_and_it_uses_nothing_after_that()
    {
        Enter(0, calls: 1);
        await LookAsync(0);
        Enter(1, calls: 5);
        await LookAsync(1, 0, 1);
        Assert.True(Running(1) < 4);

        _time.Advance(Lease + TimeSpan.FromSeconds(1));
        await _database.System.WriteAsync(connection => connection.ExecuteAsync("update sys_model_shares set lease_until = {now} - 1 where node <> ''"));
        Enter(0, calls: 1);
        Assert.Equal(1, Running(0));
        await LookAsync(1);

        Assert.Equal(5, Running(1));
    }

    [Fact]
    public async Task Who_asks_for_nothing_any_more_leaves_all_to_the_others()
    {
        Enter(0, calls: 1);
        Enter(1, calls: 5);
        await LookAsync(0, 1, 0, 1);
        Serve(0, calls: 1);
        for (var seconds = 0; seconds < 70; seconds += 10)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            _nodes[1].Queue.Advance();
            await LookAsync(0, 1);
        }

        Assert.Equal(5, Running(1));
        Assert.Equal((0, 0), _nodes[0].Share.Held);
    }

    [Fact]
    public async Task What_a_node_gives_back_another_has_at_its_next_look_and_the_last_leaves_no_row()
    {
        Enter(0, calls: 5);
        await LookAsync(0);
        Serve(0, calls: 5);
        Enter(1, calls: 5);
        await LookAsync(1);
        Assert.Equal(0, Running(1));

        Assert.True(_nodes[0].Share.Drop());
        await _nodes[0].Table.LeaveAsync(Acme, "dep_1", CancellationToken.None);
        await LookAsync(1);
        Assert.Equal(5, Running(1));
        Assert.False(_nodes[1].Share.Drop());
        Serve(1, calls: 5);
        Assert.True(_nodes[1].Share.Drop());
        await _nodes[1].Table.LeaveAsync(Acme, "dep_1", CancellationToken.None);
        Assert.Equal(0, await RowsAsync());
    }

    [Fact]
    public async Task Nodes_that_come_and_leave_at_the_same_moment_take_no_place_twice()
    {
        _nodes.Add(new(_database.OpenAnotherNode(), this));
        for (var i = 0; i < 30; i++)
        {
            var leaves = _nodes[i % 3];
            Enter(0, calls: 1);
            Enter(1, calls: 1);
            Enter(2, calls: 1);
            await LookAsync(i % 3);
            Serve(i % 3, calls: 50);
            leaves.Share.Drop();
            await Task.WhenAll(leaves.Table.LeaveAsync(Acme, "dep_1", CancellationToken.None), LookAsync((i + 1) % 3), LookAsync((i + 2) % 3));
            Assert.InRange(_nodes.Sum(node => node.Share.Held.Places), 0, 5);
            await LookAsync((i + 1) % 3, (i + 2) % 3);
            Assert.InRange(_nodes.Sum(node => node.Share.Held.Places), 1, 5);
            Serve((i + 1) % 3, calls: 50);
            Serve((i + 2) % 3, calls: 50);
            foreach (var node in _nodes.Where(_ => i % 4 == 0))
            {
                // All at once: who waits to look finds the row deleted that is locked.
                node.Share.Drop();
            }

            await Task.WhenAll(_nodes.Where(_ => i % 4 == 0).Select(node => node.Table.LeaveAsync(Acme, "dep_1", CancellationToken.None)));
        }

        await _nodes[2].Database.DisposeAsync();
    }

    [Fact]
    public async Task What_killed_nodes_left_of_a_deployment_that_nobody_calls_any_more_is_cleared_away()
    {
        Enter(0, calls: 5);
        await LookAsync(0);
        Enter(1, calls: 1);
        await LookAsync(1);
        await ShareTable.ClearAsync(_database.System, CancellationToken.None);
        Assert.Equal(3, await RowsAsync());

        await EndLeasesAsync("places = 5");
        await ShareTable.ClearAsync(_database.System, CancellationToken.None);
        Assert.Equal(2, await RowsAsync());

        await EndLeasesAsync("node <> ''");
        await ShareTable.ClearAsync(_database.System, CancellationToken.None);
        Assert.Equal(0, await RowsAsync());
    }

    private Task<int> EndLeasesAsync(string which) => _database.System.WriteAsync(
        connection => connection.ExecuteAsync($"update sys_model_shares set lease_until = 1 where {which}"), Durability.Process);

    private async Task<long> RowsAsync()
    {
        await using var connection = await _database.System.OpenAsync();
        return await connection.ScalarAsync<long>("select count(*) from sys_model_shares where tenant_id = 'tenant_acme'");
    }

    private async Task LookAsync(params int[] nodes)
    {
        foreach (var node in nodes)
        {
            if (_nodes[node].Share.IsWanted)
            {
                await _nodes[node].Table.PartAsync(Acme, "dep_1", _nodes[node].Share, CancellationToken.None);
            }
        }
    }

    private void Enter(int node, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            _nodes[node].Tickets.Add(_nodes[node].Queue.Enter(Scope, Lane.Batch, 1, 1));
        }
    }

    private void Serve(int node, int calls, bool andNext = true)
    {
        foreach (var ticket in _nodes[node].Tickets.Where(ticket => ticket.Granted.IsCompletedSuccessfully).Take(calls).ToList())
        {
            _nodes[node].Tickets.Remove(ticket);
            _nodes[node].Queue.Leave(ticket);
            if (!andNext)
            {
                return;
            }
        }
    }

    private int Running(int node) => _nodes[node].Tickets.Count(ticket => ticket.Granted.IsCompletedSuccessfully);

    private sealed class Node
    {
        public Node(TestDatabase database, NodeSharesSuite suite)
        {
            (Database, Table) = (database, new(database.System, suite._time, Lease));
            Share = new(suite._time, () => { });
            Queue = new(new(), () => suite._limits, suite._time, Share);
        }

        public TestDatabase Database { get; }

        public ShareTable Table { get; }

        public LimitShare Share { get; }

        public FairQueue Queue { get; }

        public List<QueueTicket> Tickets { get; } = [];
    }
}

public sealed class SqliteNodeShares() : NodeSharesSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlNodeShares() : NodeSharesSuite(DatabaseKind.PostgreSql);
