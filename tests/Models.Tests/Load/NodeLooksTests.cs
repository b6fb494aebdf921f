using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Accounts;
using Parley.Storage;

namespace Parley.Models.Tests;

/// <summary>When nodes look after their shares, and what they leave when they stop.</summary>
public sealed class NodeLooksTests : IAsyncLifetime
{
    private static readonly TenantId Acme = new("tenant_acme");

    private readonly FakeTime _time = new();
    private TestDatabase _one = null!;
    private TestDatabase _other = null!;
    private NodeShares[] _nodes = [];

    public async ValueTask InitializeAsync()
    {
        _one = await TestDatabase.CreateAsync(
            DatabaseKind.PostgreSql, _time, new MigrationSource("accounts", typeof(AccountsModule).Assembly), new MigrationSource("models", typeof(ModelsModule).Assembly));
        _other = _one.OpenAnotherNode();
        _nodes = [.. new[] { _one, _other }.Select(of => new NodeShares(of.System, of.Signals, _time, NullLogger<NodeShares>.Instance))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.StoppedAsync(CancellationToken.None);
        }

        await _other.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task A_node_that_starts_clears_away_what_killed_ones_left_and_again_each_hour()
    {
        using var sweep = new ShareSweep(_one.System, _time, NullLogger<ShareSweep>.Instance);
        await LeaveAsync();
        await sweep.StartAsync(CancellationToken.None);
        await Poll.UntilAsync(async () => await RowsAsync() == 0, "the rows are gone");

        await LeaveAsync();
        _time.Advance(TimeSpan.FromHours(1));
        await Poll.UntilAsync(async () => await RowsAsync() == 0, "they are gone again");
        await sweep.StopAsync(CancellationToken.None);

        async Task LeaveAsync()
        {
            foreach (var node in (string[])["", "node_killed"])
            {
                await WriteAsync(
                    $"insert into sys_model_shares (tenant_id, deployment_id, node, places, rate, lease_until) values ('tenant_acme', 'dep_gone', '{node}', 5, 1000000, 1)");
            }
        }
    }

    [Fact]
    public async Task However_often_a_node_is_woken_while_another_holds_all_of_it_it_looks_again_when_a_while_has_passed()
    {
        await WriteAsync(
            "insert into sys_model_shares (tenant_id, deployment_id, node, places, rate, lease_until) values ('tenant_acme', 'dep_1', 'node_frozen', 5, 1000000, {now} + 3600000)");
        var share = _nodes[0].Of(Acme, "dep_1")!;
        using var queue = Queue(share);
        var looks = 0;
        share.Serve(queue, () =>
        {
            Interlocked.Increment(ref looks);
            return new(Concurrency: 5);
        });
        var ticket = Enter(queue);
        await Poll.UntilAsync(async () => await RowsAsync() == 3, "the node has a row");

        for (var i = 0; i < 20; i++)
        {
            _one.Signals.Raise(ShareTable.Topic, "");
            Enter(queue);
            await WriteAsync("update sys_model_shares set places = places where tenant_id = 'tenant_acme' and node = ''");
        }

        Assert.Equal(1, Volatile.Read(ref looks));
        await WriteAsync("delete from sys_model_shares where tenant_id = 'tenant_acme' and node = 'node_frozen'");
        await UntilAsync(() => ticket.Granted.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task When_a_node_stops_the_other_has_all_of_it_without_waiting_for_the_lease()
    {
        using var queue = Queue(_nodes[0].Of(Acme, "dep_1")!);
        var first = Enter(queue);
        await UntilAsync(() => first.Granted.IsCompletedSuccessfully);
        queue.Leave(first);
        await WriteAsync("update sys_model_shares set lease_until = {now} + 360000000 where tenant_id = 'tenant_acme' and node <> ''");

        await _nodes[0].StoppedAsync(CancellationToken.None);
        using var successor = Queue(_nodes[1].Of(Acme, "dep_1")!);
        List<QueueTicket> tickets = [.. Enumerable.Range(0, 5).Select(_ => Enter(successor))];

        await Poll.UntilAsync(() => tickets.TrueForAll(ticket => ticket.Granted.IsCompletedSuccessfully), "the successor has it at its first look");
        Assert.False(Enter(queue).Granted.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_deployment_that_is_gone_leaves_no_row()
    {
        await UseOnceAsync();
        Assert.Equal(2, await RowsAsync());

        await Poll.UntilAsync(
            async () =>
            {
                GC.Collect();
                _time.Advance(TimeSpan.FromMilliseconds(250));
                return await RowsAsync() == 0;
            },
            "its rows are deleted");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task UseOnceAsync() => Enter(Queue(_nodes[0].Of(Acme, "dep_1")!)).Granted;

    private FairQueue Queue(LimitShare share) => new(new(), () => new(Concurrency: 5), _time, share);

    private static QueueTicket Enter(FairQueue queue) => queue.Enter(new(Acme), Lane.Batch, 1, 1);

    private Task UntilAsync(Func<bool> condition) => Poll.UntilAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(250));
            return condition();
        },
        "a place is granted");

    private Task<int> WriteAsync(string sql) => _one.System.WriteAsync(connection => connection.ExecuteAsync(sql));

    private async Task<long> RowsAsync()
    {
        await using var connection = await _one.System.OpenAsync();
        return await connection.ScalarAsync<long>("select count(*) from sys_model_shares where tenant_id = 'tenant_acme'");
    }
}
