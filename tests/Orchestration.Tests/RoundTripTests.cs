using System.Collections.Concurrent;
using System.Diagnostics;

namespace Parley.Orchestration.Tests;

/// <summary>What an accept costs where the database lies across a network: round trips, of which each holds the conversation for as long.</summary>
public sealed class RoundTripTests
{
    // Begin; conversation; the parent's place; all that is written; plan; day's count; open turns; commit.
    private const int MostOfFurther = 8;

    // Begin; key of the send; conversation; all that is written; plan; day's count; open turns; commit.
    private const int MostOfNew = 8;

    [Fact]
    public async Task An_accept_takes_few_round_trips()
    {
        await using var house = await TurnHouse.OpenAsync(DatabaseKind.PostgreSql, works: false);
        var caller = TurnHouse.Caller();
        await house.Accept.AcceptAsync(caller, TurnHouse.Question(await house.StartAsync(caller)), CancellationToken.None);
        var answered = await house.StartAsync(caller);
        await new TreeHands(house, caller, answered).PlantAsync(null, [("user", -1), ("assistant", 0)]);

        var further = await CountAsync(() => house.Accept.AcceptAsync(caller, TurnHouse.Question(answered), CancellationToken.None));
        var begun = await CountAsync(() => house.Accept.AcceptAsync(
            caller, TurnHouse.Question(default, key: "k1") with { Conversation = null }, CancellationToken.None));

        Assert.Equal(MostOfFurther, further);
        Assert.Equal(MostOfNew, begun);
    }

    // The driver tells of each command, and of each batch, once.
    private static async Task<int> CountAsync(Func<Task> work)
    {
        using var source = new ActivitySource("round trips");
        var seen = new ConcurrentBag<ActivityTraceId>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = one => one.Name is "Npgsql" or "round trips",
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity =>
            {
                if (activity.Source.Name == "Npgsql")
                {
                    seen.Add(activity.TraceId);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var root = source.StartActivity("accept")!;
        await work();
        return seen.Count(trace => trace == root.TraceId);
    }
}
