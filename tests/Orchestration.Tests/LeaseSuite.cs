using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>Who holds a run, and for how long, on every database.</summary>
public abstract class LeaseSuite(DatabaseKind kind)
{
    [Fact]
    public async Task A_run_that_its_node_no_longer_works_on_lapses_while_the_others_are_renewed()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var runs = house.Get<RunStore>();
        var (kept, keptRun, _) = await house.ClaimAsync();
        var (dropped, _, _) = await house.ClaimAsync(lease: TimeSpan.FromSeconds(-1));

        var renewed = await runs.RenewAsync([kept], TurnHouse.Lease, CancellationToken.None);
        var taken = await runs.ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 5, CancellationToken.None);

        Assert.Equal((kept, keptRun.Fence), (Assert.Single(renewed).Turn, renewed[0].Fence));
        Assert.Equal(dropped, Assert.Single(taken).Turn);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_log_that_cannot_be_written()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        await house.Get<LogWriter>().StopAsync(CancellationToken.None);
        var caller = TurnHouse.Caller();
        await house.Accept.AcceptAsync(caller, TurnHouse.Question(await house.StartAsync(caller)), CancellationToken.None);

        await house.Get<RunScheduler>().StopAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Null(house.Get<RunScheduler>().Owner);
    }

    [Fact]
    public async Task A_turn_that_ended_without_sources_ends_again_and_asks_no_model_when_it_is_taken_over()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (_, held, _) = await house.ClaimAsync(options: new() { Retrieval = new(Grounding: "required") }, text: "How long are backups kept?");
        var kept = new Dictionary<string, byte[]>();

        var first = await RunAsync(house, held, kept);
        var second = await RunAsync(house, held, kept, first);

        Assert.StartsWith("I do not know.", Assert.Single(first.OfType<Delta>()).Text, StringComparison.Ordinal);
        Assert.Equal([new Ending("stop")], second);
    }

    private static async Task<List<TurnEvent>> RunAsync(
        TurnHouse house, HeldRun held, Dictionary<string, byte[]> kept, IEnumerable<TurnEvent>? before = null)
    {
        var loaded = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!;
        foreach (var told in before ?? [])
        {
            loaded.Turn.Draft.Apply(told);
        }

        var events = new List<TurnEvent>();
        await foreach (var told in house.Get<TurnPipeline>().RunAsync(loaded.Turn, new(kept), (step, outcome) => kept[step] = outcome, CancellationToken.None))
        {
            loaded.Turn.Draft.Apply(told);
            events.Add(told);
        }

        return events;
    }
}

public sealed class SqliteLeaseTests() : LeaseSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlLeaseTests() : LeaseSuite(DatabaseKind.PostgreSql)
{
    [Fact]
    public async Task While_a_log_is_committed_its_lease_can_be_renewed_but_not_taken_and_what_erases_it_waits()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.PostgreSql, works: false);
        var tenant = TurnHouse.Caller().Tenant;
        var runs = house.Get<RunStore>();
        var (turn, _, _) = await house.ClaimAsync(lease: TimeSpan.FromSeconds(-1));
        var (written, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var commit = house.Database.Tenants.WriteAsync(tenant, async connection =>
        {
            Assert.Single(await connection.QueryManyAsync(LogBlock.InsertEvents, LogBlock.EventColumns, [[turn.Value, 1L, 1L, new byte[] { 1 }]]));
            written.SetResult();
            await goOn.Task;
        });
        await written.Task;

        Assert.Empty(await runs.ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 5, CancellationToken.None));
        Assert.Single(await runs.RenewAsync([turn], TurnHouse.Lease, CancellationToken.None));
        var conversation = await ConversationOfAsync(house, turn);
        var erasure = house.Database.Tenants.WriteAsync(
            tenant, connection => house.Get<TurnErasure>().EraseAsync(connection, conversation, keepAccounts: false));
        await WaitsAsync(house);
        goOn.SetResult();
        await Task.WhenAll(commit, erasure);

        await using var look = await house.Database.Tenants.OpenAsync(tenant);
        Assert.Equal(0, await look.ScalarAsync<long>("SELECT count(*) FROM turn_events WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task One_run_whose_log_cannot_be_told_is_given_up_and_the_others_go_on()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.PostgreSql, works: false);
        var (broken, _, brokenLog) = await house.ClaimAsync();
        var (turn, _, log) = await house.ClaimAsync();
        await house.Database.Tenants.WriteAsync(TurnHouse.Caller().Tenant, connection => connection.ExecuteAsync(
            "INSERT INTO turn_events (tenant_id, turn_id, seq, payload) VALUES (@tenant, @turn, 1, @payload)",
            new { turn = broken.Value, payload = new byte[] { 1, 2, 3 } }));

        await brokenLog.AppendAsync(new Delta("cannot be written"), CancellationToken.None);
        await Assert.ThrowsAsync<LeaseLostException>(() => brokenLog.FlushAsync(CancellationToken.None));
        await log.AppendAsync(new Delta("goes on"), CancellationToken.None);
        await log.FlushAsync(CancellationToken.None);

        Assert.Equal("goes on", Assert.IsType<Delta>(TurnJson.Read(Assert.Single(await house.ReadAsync(turn)))).Text);
    }

    private static async Task<ConversationId> ConversationOfAsync(TurnHouse house, TurnId turn)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(TurnHouse.Caller().Tenant);
        return new((await connection.ScalarAsync<string>(
            "SELECT conversation_id FROM turns WHERE tenant_id = @tenant AND id = @turn", new { turn = turn.Value }))!);
    }

    /// <summary>Until some transaction of this database waits for another's lock.</summary>
    private static async Task WaitsAsync(TurnHouse house)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            await using var connection = await house.Database.System.OpenAsync(deadline.Token);
            if (await connection.ScalarAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") > 0)
            {
                return;
            }
        }
    }
}
