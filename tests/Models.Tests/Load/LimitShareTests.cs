namespace Parley.Models.Tests;

public sealed class LimitShareTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    private readonly FakeTime _time = new();
    private int _asked;

    [Fact]
    public void A_lease_that_ends_at_any_moment_of_a_call_takes_no_place_for_good()
    {
        var began = 0;
        for (var reads = 0; reads < 12; reads++)
        {
            var time = new RunningTime();
            var share = new LimitShare(time, () => { });
            using var queue = new FairQueue(new(), () => new(Rpm: 60, Tpm: 1000, Concurrency: 1), time, share);
            var ticket = Enter(queue);
            Grant(share, time.Now + TimeSpan.FromMilliseconds(reads));
            began += ticket.Granted.IsCompletedSuccessfully ? 1 : 0;
            queue.Leave(ticket, used: 1);
            Assert.Equal(0, queue.Waiting);

            var next = Enter(queue);
            Grant(share, time.Now + Lease);
            Assert.True(next.Granted.IsCompletedSuccessfully);
        }

        Assert.InRange(began, 1, 11);
    }

    [Fact]
    public void However_many_wait_while_others_hold_all_of_a_rate_no_look_asks_for_the_next()
    {
        var share = new LimitShare(_time, () => _asked++);
        using var queue = new FairQueue(new(), () => new(Rpm: 60), _time, share);
        Enter(queue);
        Assert.Equal(1, _asked);

        for (var look = 0; look < 20; look++)
        {
            share.Shrink(0, ShareRule.Rate(2), TimeSpan.FromMinutes(1));
            share.Hold(0, 0, isBesideOthers: true, _time.GetUtcNow() + Lease);
            Enter(queue);
        }

        Assert.Equal(1, _asked);
        _time.Advance(Lease);
        Enter(queue);
        Assert.Equal(2, _asked);
    }

    [Fact]
    public void The_least_part_of_a_limit_is_waited_for_no_longer_than_a_timer_can()
    {
        var share = new LimitShare(TimeProvider.System, () => { });
        using var queue = new FairQueue(new(), () => new(Rpm: 1), TimeProvider.System, share);
        share.Hold(0, 1, isBesideOthers: true, DateTimeOffset.MaxValue);

        Assert.False(Enter(queue).Granted.IsCompletedSuccessfully);
    }

    private static void Grant(LimitShare share, DateTimeOffset until)
    {
        share.Shrink(1, ShareRule.WholeRate, TimeSpan.FromMinutes(1));
        share.Hold(1, ShareRule.WholeRate, isBesideOthers: false, until);
    }

    private static QueueTicket Enter(FairQueue queue) => queue.Enter(new(new("tenant_acme")), Lane.Interactive, 1, 1);

    /// <summary>Each read of the clock finds it a millisecond later.</summary>
    private sealed class RunningTime : TimeProvider
    {
        public DateTimeOffset Now { get; private set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now += TimeSpan.FromMilliseconds(1);
    }
}
