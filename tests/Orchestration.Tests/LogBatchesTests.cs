using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>Where one process alone serves the database, the newest events of all runs share rows until they are worth one of their own.</summary>
public sealed class LogBatchesTests
{
    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_few_events_have_no_row_of_their_own_and_are_read_all_the_same()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var (turn, _, log) = await house.ClaimAsync();

        await WriteAsync(log, 3);

        Assert.Equal((0, 3), (await RowsAsync(house), await BatchesAsync(house)));
        Assert.Equal("012", await TextAsync(house, turn));
    }

    [Fact]
    public async Task A_log_that_has_grown_is_one_row()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var (turn, _, log) = await house.ClaimAsync();

        await WriteAsync(log, 49);

        Assert.Equal(1, await RowsAsync(house));
        Assert.Equal(49, log.Newest);
        Assert.Equal(string.Concat(Enumerable.Range(0, 49)), await TextAsync(house, turn));
    }

    [Fact]
    public async Task The_streams_of_one_tenant_share_the_row_of_a_commit()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var runs = new List<(TurnId Turn, RunLog Log)>();
        for (var i = 0; i < 5; i++)
        {
            var (turn, _, log) = await house.ClaimAsync();
            runs.Add((turn, log));
        }

        await house.Get<LogWriter>().StopAsync(Never);
        foreach (var (turn, log) in runs)
        {
            await log.AppendAsync(new Delta(turn.Value), Never);
        }

        await house.Get<LogWriter>().StartAsync(Never);
        foreach (var (_, log) in runs)
        {
            await log.FlushAsync(Never);
        }

        Assert.Equal((0, 1), (await RowsAsync(house), await BatchesAsync(house)));
        foreach (var (turn, _) in runs)
        {
            Assert.Equal(turn.Value, await TextAsync(house, turn));
        }
    }

    [Fact]
    public async Task A_process_that_starts_finds_what_the_one_before_has_left()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var (first, _, firstLog) = await house.ClaimAsync();
        var (second, _, secondLog) = await house.ClaimAsync();
        await WriteAsync(firstLog, 3);
        await WriteAsync(secondLog, 51);
        var next = new LogBatches(house.Database.Tenants, house.Database.System, TimeProvider.System);

        await next.RecoverAsync(Never);
        await next.RecoverAsync(Never);

        Assert.Equal(0, await BatchesAsync(house));
        Assert.Equal("012", await TextAsync(house, first));
        Assert.Equal(string.Concat(Enumerable.Range(0, 51)), await TextAsync(house, second));
    }

    [Fact]
    public async Task Who_takes_a_run_over_goes_on_behind_all_that_was_committed()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var (turn, _, log) = await house.ClaimAsync();
        await WriteAsync(log, 2);
        await house.Get<RunStore>().LapseAllAsync(Never);
        var taken = Assert.Single(await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 5, Never));

        var loaded = (await house.Get<TurnStore>().LoadAsync(taken, Never))!;

        Assert.Equal((2, "01"), (loaded.Newest, loaded.Turn.Draft.Text));
        Assert.Equal("01", await TextAsync(house, turn));
    }

    [Fact]
    public async Task A_run_that_is_put_down_has_a_row_and_nothing_in_the_batches_counts_any_more()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var (turn, _, log) = await house.ClaimAsync();
        await WriteAsync(log, 2);

        await log.PutDownAsync(Never);
        await house.Get<LogBatches>().SweepAsync(Never);

        Assert.Equal((1, 0), (await RowsAsync(house), await BatchesAsync(house)));
        Assert.Equal("01", await TextAsync(house, turn));
    }

    [Fact]
    public async Task Readers_that_have_pieces_put_into_rows_while_the_run_writes_miss_nothing()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var (turn, _, log) = await house.ClaimAsync();
        for (var i = 0; i < 60; i++)
        {
            await log.AppendAsync(new Delta($"{i}"), Never);
            await log.FlushAsync(Never);
            if (i % 3 > 0)
            {
                Assert.Equal(string.Concat(Enumerable.Range(0, i + 1)), await TextAsync(house, turn));
            }
        }

        Assert.Equal(Enumerable.Range(1, 60), (await house.ReadAsync(turn)).Select(entry => (int)entry.Number));
    }

    [Fact]
    public async Task What_readers_had_put_into_rows_is_put_down_once_more_without_harm()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var (turn, _, log) = await house.ClaimAsync();
        await WriteAsync(log, 3);
        Assert.Equal("012", await TextAsync(house, turn));

        await log.PutDownAsync(Never);

        Assert.False(log.IsClosed);
        Assert.Equal("012", await TextAsync(house, turn));
    }

    [Fact]
    public async Task A_log_that_has_waited_long_is_put_into_a_row_and_its_batches_go()
    {
        var time = new FakeTime();
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false, time);
        var (turn, _, log) = await house.ClaimAsync();
        await WriteAsync(log, 2);

        await house.Get<LogBatches>().SweepAsync(Never);
        Assert.Equal((0, 2), (await RowsAsync(house), await BatchesAsync(house)));

        time.Advance(TimeSpan.FromSeconds(6));
        await house.Get<LogBatches>().SweepAsync(Never);
        await log.FlushAsync(Never);
        await house.Get<LogBatches>().SweepAsync(Never);

        Assert.Equal((1, 0), (await RowsAsync(house), await BatchesAsync(house)));
        Assert.Equal("01", await TextAsync(house, turn));
    }

    [Fact]
    public async Task A_short_turn_ends_as_one_packed_log()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite);
        var caller = TurnHouse.Caller();

        var (turn, end) = await house.AskAsync(caller, TurnHouse.Question(await house.StartAsync(caller)));

        var entries = await house.ReadAsync(turn);
        Assert.Equal(end.Number, entries[^1].Number);
        Assert.Equal(Enumerable.Range(1, entries.Count), entries.Select(entry => (int)entry.Number));
        Assert.Equal((0, 1), (await RowsAsync(house), await CountAsync(house, "turn_logs")));
    }

    [Fact]
    public async Task An_erased_turn_leaves_nothing_in_the_batches_and_its_neighbours_stay()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.Sqlite, works: false);
        var (erased, _, erasedLog) = await house.ClaimAsync();
        var (stays, _, log) = await house.ClaimAsync();
        await house.Get<LogWriter>().StopAsync(Never);
        await erasedLog.AppendAsync(new Delta("goes"), Never);
        await log.AppendAsync(new Delta("stays"), Never);
        await house.Get<LogWriter>().StartAsync(Never);
        await erasedLog.FlushAsync(Never);
        await log.FlushAsync(Never);
        var tenant = TurnHouse.Caller().Tenant;
        var conversation = await ConversationOfAsync(house, erased);

        await house.Database.Tenants.WriteAsync(
            tenant, connection => house.Get<TurnErasure>().EraseAsync(connection, conversation, keepAccounts: false));

        await using var look = await house.Database.Tenants.OpenAsync(tenant);
        var left = LogPiece.Split((await look.ScalarAsync<byte[]>("SELECT payload FROM sys_log_batches WHERE tenant_id = @tenant"))!).ToList();
        Assert.Equal([erased, stays], left.Select(piece => piece.Turn));
        Assert.Equal([false, true], left.Select(piece => piece.Payload.Any(one => one != 0)));
        Assert.Equal("stays", await TextAsync(house, stays));
    }

    /// <summary>Each event in a commit of its own.</summary>
    private static async Task WriteAsync(RunLog log, int events)
    {
        for (var i = 0; i < events; i++)
        {
            await log.AppendAsync(new Delta($"{i}"), Never);
            await log.FlushAsync(Never);
        }
    }

    private static async Task<string> TextAsync(TurnHouse house, TurnId turn) =>
        string.Concat((await house.ReadAsync(turn)).Select(entry => Assert.IsType<Delta>(TurnJson.Read(entry)).Text));

    private static async Task<ConversationId> ConversationOfAsync(TurnHouse house, TurnId turn)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(TurnHouse.Caller().Tenant);
        return new((await connection.ScalarAsync<string>(
            "SELECT conversation_id FROM turns WHERE tenant_id = @tenant AND id = @turn", new { turn = turn.Value }))!);
    }

    private static Task<long> RowsAsync(TurnHouse house) => CountAsync(house, "turn_events");

    private static Task<long> BatchesAsync(TurnHouse house) => CountAsync(house, "sys_log_batches");

    private static async Task<long> CountAsync(TurnHouse house, string table)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(TurnHouse.Caller().Tenant);
        return await connection.ScalarAsync<long>($"SELECT count(*) FROM {table} WHERE tenant_id = @tenant");
    }
}
