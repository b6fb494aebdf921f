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
    public async Task A_tenant_whose_plan_weighs_three_gets_three_of_four_places_while_both_wait_and_each_keeps_its_order()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        await using var plans = await WeighedPlans.OpenAsync(house);
        var (light, heavy) = (await AcceptAsync(house, "tenant_light", 4), await AcceptAsync(house, "tenant_heavy", 6));

        var positions = await plans.Line.PositionsAsync([.. light, .. heavy], CancellationToken.None);
        var (first, next) = (await plans.ClaimAsync(4), await plans.ClaimAsync(4));

        // Where both are due at the same time, the one goes first that has waited longer.
        Assert.Equal([heavy[0], heavy[1], light[0], heavy[2]], first);
        Assert.Equal([heavy[3], heavy[4], light[1], heavy[5]], next);
        Assert.Equal([.. first, .. next, light[2], light[3]], positions.OrderBy(one => one.Value).Select(one => one.Key));
    }

    [Fact]
    public async Task A_tenant_that_waits_alone_gets_every_place_whatever_its_plan_weighs()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        await using var plans = await WeighedPlans.OpenAsync(house);
        var light = await AcceptAsync(house, "tenant_light", 5);
        Assert.Equal(light[..4], await plans.ClaimAsync(4));

        // What it has under way counts as soon as somebody else waits, too.
        var heavy = await AcceptAsync(house, "tenant_heavy", 3);

        Assert.Equal([.. heavy, light[4]], await plans.ClaimAsync(4));
    }

    [Fact]
    public async Task The_weights_of_turns_are_those_of_the_places_at_deployments()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        await using var plans = await WeighedPlans.OpenAsync(house);

        Assert.Equal(3, await plans.Weights.OfAsync(TurnHouse.Caller("tenant_heavy").Tenant, CancellationToken.None));
        Assert.Equal(1, await plans.Weights.OfAsync(TurnHouse.Caller("tenant_light").Tenant, CancellationToken.None));
        Assert.Equal(1, await plans.Weights.OfAsync(TurnHouse.Caller("tenant_unknown").Tenant, CancellationToken.None));
    }

    [Fact]
    public async Task What_was_begun_goes_before_what_waits()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (begun, _, _) = await house.ClaimAsync(lease: TurnHouse.Lapsed);
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

    private static Task<IReadOnlyDictionary<TurnId, int>> PositionsAsync(TurnHouse house, IReadOnlyList<TurnId> turns) =>
        house.Get<RunLine>().PositionsAsync(turns, CancellationToken.None);

    private static int PositionIn(LogEntry entry) => System.Text.Json.JsonElement.Parse(entry.Json.Span).GetProperty("position").GetInt32();

    private static async Task<TurnId[]> AcceptAsync(TurnHouse house, string tenant, int turns)
    {
        var accepted = new TurnId[turns];
        for (var i = 0; i < turns; i++)
        {
            accepted[i] = await AcceptAsync(house, tenant);
        }

        return accepted;
    }

    private static async Task<TurnId> AcceptAsync(TurnHouse house, string tenant)
    {
        var caller = TurnHouse.Caller(tenant);
        return (await house.Accept.AcceptAsync(caller, TurnHouse.Question(await house.StartAsync(caller)), CancellationToken.None)).Turn;
    }
}

public sealed class SqliteWaitingTurns() : WaitingTurnsSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlWaitingTurns() : WaitingTurnsSuite(DatabaseKind.PostgreSql);
