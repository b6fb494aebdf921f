using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>Turns that were accepted while no node had room for them.</summary>
public abstract class WaitingTurnsSuite(DatabaseKind kind)
{
    [Fact]
    public async Task Tenants_are_served_by_turns_and_each_ones_turns_in_their_order()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        List<TurnId> busy = [await AcceptAsync(house, "tenant_a"), await AcceptAsync(house, "tenant_a"), await AcceptAsync(house, "tenant_a")];
        var quiet = await AcceptAsync(house, "tenant_b");
        var runs = house.Get<RunStore>();

        var positions = await PositionsAsync(house, [.. busy, quiet]);
        Assert.Equal([1, 3, 4, 2], ((TurnId[])[.. busy, quiet]).Select(turn => positions[turn]));

        var taken = new List<TurnId>();
        for (var i = 0; i < 4; i++)
        {
            taken.Add(Assert.Single(await runs.ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 1, CancellationToken.None)).Turn);
        }

        Assert.Equal([busy[0], quiet, busy[1], busy[2]], taken);
        Assert.Empty(await PositionsAsync(house, taken));
        Assert.Empty(await runs.ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 1, CancellationToken.None));
    }

    [Fact]
    public async Task What_was_begun_goes_before_what_waits()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (begun, _, _) = await house.ClaimAsync(lease: TimeSpan.Zero);
        var waiting = await AcceptAsync(house, "tenant_b");

        Assert.Equal(begun, Assert.Single(await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 1, CancellationToken.None)).Turn);
        Assert.Equal(waiting, Assert.Single(await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 1, CancellationToken.None)).Turn);
    }

    [Fact]
    public async Task Who_follows_a_turn_that_waits_is_told_where_it_stands_and_its_answer_follows_in_the_same_log()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var caller = TurnHouse.Caller();
        var (first, second) = (await AcceptAsync(house, "tenant_a"), await AcceptAsync(house, "tenant_a"));
        var told = new List<LogEntry>();
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(async () =>
        {
            await foreach (var batch in house.Log.FollowAsync(caller.Tenant, caller.Subject, second, 0, stop.Token))
            {
                lock (told)
                {
                    told.AddRange(batch);
                }
            }
        });
        await Poll.UntilAsync(() => Told().Count == 1, "the place is told");
        Assert.Equal((1, "queue.position", 2), (Told()[0].Number, Told()[0].Name, PositionIn(Told()[0])));

        await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 1, CancellationToken.None);
        await Poll.UntilAsync(() => Told().Count == 2, "the next place is told");
        Assert.Equal(1, PositionIn(Told()[1]));

        var held = Assert.Single(await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 1, CancellationToken.None));
        Assert.Equal((second, 2L), (held.Turn, (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!.Newest));
        await house.Get<RunWorker>().RunAsync(new(held, TimeProvider.System));
        await reading;

        Assert.Equal(Enumerable.Range(1, told.Count).Select(number => (long)number), told.Select(entry => entry.Number));
        Assert.Equal("turn.completed", told[^1].Name);
        Assert.Empty(await house.ReadAsync(first));

        List<LogEntry> Told()
        {
            lock (told)
            {
                return [.. told];
            }
        }
    }

    private static async Task<IReadOnlyDictionary<TurnId, int>> PositionsAsync(TurnHouse house, IReadOnlyList<TurnId> turns)
    {
        await using var connection = await house.Database.System.OpenAsync();
        return await RunLine.PositionsAsync(connection, turns);
    }

    private static int PositionIn(LogEntry entry) => System.Text.Json.JsonElement.Parse(entry.Json.Span).GetProperty("position").GetInt32();

    private static async Task<TurnId> AcceptAsync(TurnHouse house, string tenant)
    {
        var caller = TurnHouse.Caller(tenant);
        return (await house.Accept.AcceptAsync(caller, TurnHouse.Question(await house.StartAsync(caller)), CancellationToken.None)).Turn;
    }
}

public sealed class SqliteWaitingTurns() : WaitingTurnsSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlWaitingTurns() : WaitingTurnsSuite(DatabaseKind.PostgreSql);
