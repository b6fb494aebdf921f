using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>Only the holder of the newest token writes, on every database.</summary>
public abstract class FencingSuite(DatabaseKind kind)
{
    [Fact]
    public async Task What_waits_for_a_commit_is_one_event_however_many_tokens_it_came_in()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (turn, held, log) = await house.ClaimAsync();

        await log.AppendAsync(new Delta("a"), CancellationToken.None);
        await log.FlushAsync(CancellationToken.None);
        var many = Enumerable.Range(0, 1000).Select(_ => log.AppendAsync(new Delta("b"), CancellationToken.None).AsTask()).ToList();
        await Task.WhenAll(many);
        await log.FlushAsync(CancellationToken.None);

        var entries = await house.ReadAsync(turn);
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(number => (long)number), entries.Select(entry => entry.Number));
        Assert.InRange(entries.Count, 2, 900);
        Assert.Equal("a" + new string('b', 1000), string.Concat(entries.Select(entry => ((Delta)TurnJson.Read(entry)!).Text)));
        Assert.Equal(entries.Count, log.Newest);
        Assert.Equal(held.Fence, log.Fence);
    }

    [Fact]
    public async Task What_nobody_watches_waits_for_the_end_with_the_step_that_is_asked_for_later()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (turn, held, log) = await house.ClaimAsync();
        log.Gather(new FakeTime());

        await log.AppendAsync(new Delta("a"), CancellationToken.None);
        log.Keep("chosen", [1]);
        log.Keep("found", [2]);
        await log.AppendAsync(new Delta("b"), CancellationToken.None);

        Assert.Empty(await house.ReadAsync(turn));
        Assert.True(log.TryGatherAll("found", out var stand));
        Assert.Equal("ab", ((Delta)TurnJson.Read(Assert.Single(stand.Tail))!).Text);
        Assert.Equal((held.Fence, 1, 1, true), (stand.Fence, stand.Newest, stand.Unshown, stand.IsWhole));
        Assert.Equal("found", Assert.Single(stand.Steps).Step);
        Assert.False(log.TryGatherAll(null, out _));
    }

    [Fact]
    public async Task What_nobody_watches_is_committed_when_somebody_else_has_to_go_on_with_it()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (turn, _, log) = await house.ClaimAsync();
        log.Gather(new FakeTime());
        await log.AppendAsync(new Delta("kept"), CancellationToken.None);

        await log.PutDownAsync(CancellationToken.None);

        Assert.Equal("kept", ((Delta)TurnJson.Read(Assert.Single(await house.ReadAsync(turn)))!).Text);
    }

    [Fact]
    public async Task A_run_that_was_taken_over_can_write_nothing_and_show_nothing()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (turn, held, log) = await house.ClaimAsync();
        await log.AppendAsync(new Delta("kept"), CancellationToken.None);
        await log.FlushAsync(CancellationToken.None);
        await house.Get<RunStore>().LapseAllAsync(CancellationToken.None);
        var taker = Assert.Single(await house.Get<RunStore>().ClaimAsync(Lease, Limit, 5, CancellationToken.None));

        await log.AppendAsync(new Delta("never shown"), CancellationToken.None);
        await Assert.ThrowsAsync<LeaseLostException>(() => log.FlushAsync(CancellationToken.None));

        Assert.True(log.Lost.IsCancellationRequested);
        Assert.True(taker.Fence > held.Fence);
        Assert.Single(await house.ReadAsync(turn));
    }

    [Fact]
    public async Task In_one_commit_the_taker_writes_and_the_one_it_took_over_from_does_not()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (turn, _, old) = await house.ClaimAsync();
        await house.Get<RunStore>().LapseAllAsync(CancellationToken.None);
        var taker = Assert.Single(await house.Get<RunStore>().ClaimAsync(Lease, Limit, 5, CancellationToken.None));
        var log = await house.LogOfAsync(taker);
        await house.Get<LogWriter>().StopAsync(CancellationToken.None);
        await old.AppendAsync(new Delta("old"), CancellationToken.None);
        await log.AppendAsync(new Delta("new"), CancellationToken.None);

        await house.Get<LogWriter>().StartAsync(CancellationToken.None);
        await Assert.ThrowsAsync<LeaseLostException>(() => old.FlushAsync(CancellationToken.None));
        await log.FlushAsync(CancellationToken.None);

        Assert.Equal("new", Assert.IsType<Delta>(TurnJson.Read(Assert.Single(await house.ReadAsync(turn)))).Text);
    }

    [Fact]
    public async Task A_run_that_was_taken_over_cannot_end_the_turn()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (turn, held, _) = await house.ClaimAsync();
        var loaded = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!;
        await house.Get<RunStore>().LapseAllAsync(CancellationToken.None);
        var taker = Assert.Single(await house.Get<RunStore>().ClaimAsync(Lease, Limit, 5, CancellationToken.None));

        await Assert.ThrowsAsync<LeaseLostException>(() => EndAsync(house, loaded, held.Fence));
        await EndAsync(house, loaded, taker.Fence);
        await Assert.ThrowsAsync<LeaseLostException>(() => EndAsync(house, loaded, taker.Fence));

        Assert.Single(await house.ReadAsync(turn), entry => entry.IsTerminal);
    }

    [Fact]
    public async Task Takers_that_race_for_a_lapsed_run_get_it_once()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        await house.ClaimAsync();
        await house.Get<RunStore>().LapseAllAsync(CancellationToken.None);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8)
            .Select(_ => house.Get<RunStore>().ClaimAsync(Lease, Limit, 5, CancellationToken.None)));

        Assert.Single(claims.SelectMany(claim => claim));
    }

    [Fact]
    public async Task A_packed_log_reads_as_it_did_before()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (turn, held, log) = await house.ClaimAsync();
        await log.AppendAsync(new Delta("some text"), CancellationToken.None);
        await log.FlushAsync(CancellationToken.None);
        var loaded = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!;
        await EndAsync(house, loaded, held.Fence, log.Newest);
        var before = await house.ReadAsync(turn);

        await house.Get<TurnStore>().PackAsync(TurnHouse.Caller().Tenant, turn, CancellationToken.None);

        var after = await house.ReadAsync(turn);
        Assert.Equal(
            before.Select(entry => (entry.Number, entry.Name, Convert.ToBase64String(entry.Json.Span))),
            after.Select(entry => (entry.Number, entry.Name, Convert.ToBase64String(entry.Json.Span))));
        await using var connection = await house.Database.Tenants.OpenAsync(TurnHouse.Caller().Tenant);
        Assert.Equal(0, await connection.ScalarAsync<long>("SELECT count(*) FROM turn_events WHERE tenant_id = @tenant"));
        Assert.Equal(0, await connection.ScalarAsync<long>("SELECT count(*) FROM sys_runs"));
    }

    private static readonly TimeSpan Lease = TurnHouse.Lease;
    private static readonly TimeSpan Limit = TurnHouse.Limit;

    private static Task<LogEntry> EndAsync(TurnHouse house, LoadedTurn loaded, long fence, long newest = 0) =>
        house.Get<TurnStore>().EndAsync(
            loaded.Turn, loaded.Key, new(fence, newest, []), "cancelled", "cancelled", message => new TurnCancelled(loaded.Turn.Id, message), CancellationToken.None);
}

public sealed class SqliteFencingTests() : FencingSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlFencingTests() : FencingSuite(DatabaseKind.PostgreSql);
