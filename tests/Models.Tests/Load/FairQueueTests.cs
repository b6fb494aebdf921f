namespace Parley.Models.Tests;

public sealed class FairQueueTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly List<QueueTicket> _granted = [];
    private DeploymentLimits _limits = new(Concurrency: 2);
    private LoadOptions _options = new();
    private FairQueue? _queue;

    private FairQueue Queue => _queue ??= new(_options, () => _limits, _time);

    public void Dispose() => _queue?.Dispose();

    [Fact]
    public void As_many_run_as_there_are_places_and_the_rest_come_in_order()
    {
        var tickets = Enumerable.Range(0, 4).Select(_ => Enter("a")).ToList();

        Assert.Equal([true, true, false, false], tickets.Select(IsGranted));
        Assert.Equal((1, 2), (Queue.PositionOf(tickets[2])!.Value.Position, Queue.PositionOf(tickets[3])!.Value.Position));
        Queue.Leave(tickets[0]);
        Assert.Equal([true, true, true, false], tickets.Select(IsGranted));
        Assert.Equal((1, false), (Queue.Waiting, Queue.HasRoom));
    }

    [Fact]
    public void Who_asks_much_does_not_hold_up_who_asks_little()
    {
        Fill();
        var many = Enumerable.Range(0, 50).Select(_ => Enter("busy")).ToList();
        var few = Enumerable.Range(0, 3).Select(_ => Enter("quiet")).ToList();

        Serve(8);

        Assert.All(few, ticket => Assert.True(IsGranted(ticket)));
        Assert.Equal(5, many.Count(IsGranted));
    }

    [Fact]
    public void Places_are_shared_as_the_weights_say()
    {
        Fill();
        var (heavy, light) = (Enumerable.Range(0, 100).Select(_ => Enter("heavy", weight: 3)).ToList(), Enumerable.Range(0, 100).Select(_ => Enter("light")).ToList());

        Serve(80);

        Assert.InRange(heavy.Count(IsGranted), 58, 62);
        Assert.InRange(light.Count(IsGranted), 18, 22);
    }

    [Fact]
    public void Three_of_four_freed_places_go_to_the_tenant_that_weighs_three_and_all_to_one_that_waits_alone()
    {
        Fill();
        var (heavy, light) = (Enumerable.Range(0, 9).Select(_ => Enter("heavy", weight: 3)).ToList(), Enumerable.Range(0, 9).Select(_ => Enter("light")).ToList());

        for (var served = 1; served <= 3; served++)
        {
            Serve(4);
            Assert.Equal((3 * served, served), (heavy.Count(IsGranted), light.Count(IsGranted)));
        }

        Serve(6);
        Assert.All(light, ticket => Assert.True(IsGranted(ticket)));
    }

    [Fact]
    public void Who_was_idle_saves_nothing_up()
    {
        for (var i = 0; i < 100; i++)
        {
            Queue.Leave(Enter("early"));
        }

        Fill();
        var (early, late) = (Enumerable.Range(0, 20).Select(_ => Enter("early")).ToList(), Enumerable.Range(0, 20).Select(_ => Enter("late")).ToList());
        Serve(20);

        Assert.InRange(late.Count(IsGranted), 9, 11);
        Assert.InRange(early.Count(IsGranted), 9, 11);
    }

    [Fact]
    public void What_somebody_waits_for_goes_first_and_a_batch_comes_to_its_turn_yet()
    {
        Fill();
        var batch = Enumerable.Range(0, 10).Select(_ => Enter("a", Lane.Batch)).ToList();
        var titles = Enumerable.Range(0, 2).Select(_ => Enter("a", Lane.Background)).ToList();
        var chats = Enumerable.Range(0, 60).Select(_ => Enter("b")).ToList();

        Serve(40);
        Assert.Equal((1, 1), (batch.Count(IsGranted), titles.Count(IsGranted)));
        Serve(32);
        Assert.Equal((60, 2), (chats.Count(IsGranted), titles.Count(IsGranted)));
    }

    [Fact]
    public void One_tenant_has_no_more_places_than_are_allowed_to_it()
    {
        (_limits, _options) = (new(), new() { MostPerTenant = 1 });

        var tickets = new[] { Enter("a"), Enter("a"), Enter("b") };

        Assert.Equal([true, false, true], tickets.Select(IsGranted));
        Queue.Leave(tickets[0]);
        Assert.True(IsGranted(tickets[1]));
    }

    [Fact]
    public void When_too_many_wait_what_matters_least_is_turned_away()
    {
        _options = new() { MostWaiting = 2 };
        Fill();
        var (batch, chat) = (Enter("a", Lane.Batch), Enter("d"));

        var (another, third) = (Enter("b"), Enter("c"));

        Assert.Equal(ProviderFailure.Overloaded, Reason(batch).Kind);
        Assert.Equal(ProviderFailure.Overloaded, Reason(third).Kind);
        Assert.True(Reason(third).RetryAfter >= TimeSpan.FromSeconds(1));
        Assert.False(chat.Granted.IsCompleted || another.Granted.IsCompleted);
    }

    [Fact]
    public void What_would_begin_too_late_is_told_at_once_and_what_waited_in_vain_when_it_did()
    {
        _limits = new(Concurrency: 1);
        var first = Enter("a");
        _time.Advance(TimeSpan.FromSeconds(40));
        Queue.Leave(first);
        Enter("a");

        var (second, third) = (Enter("a"), Enter("a"));
        Assert.Equal(TimeSpan.FromSeconds(40), Queue.PositionOf(second)!.Value.Wait);
        Assert.Equal(TimeSpan.FromSeconds(80), Reason(third).RetryAfter);

        _time.Advance(_options.InteractiveWait);
        Queue.Expire(second);
        Assert.Equal(ProviderFailure.Overloaded, Reason(second).Kind);
    }

    [Fact]
    public void Calls_and_tokens_a_minute_are_waited_for()
    {
        _limits = new(Rpm: 60, Tpm: 1_000);
        Assert.True(IsGranted(Enter("a", tokens: 900)));
        var next = Enter("a", tokens: 400);
        Assert.False(IsGranted(next));

        _time.Advance(TimeSpan.FromSeconds(17));
        Assert.False(IsGranted(next));
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(IsGranted(next));
    }

    [Fact]
    public void The_wait_for_a_rate_is_told_and_what_would_begin_too_late_is_turned_away_at_once()
    {
        _limits = new(Rpm: 4, Tpm: 1_000);
        for (var i = 0; i < 4; i++)
        {
            Enter("a", tokens: 250);
        }

        var (first, second, third) = (Enter("a", tokens: 250), Enter("a", tokens: 500), Enter("a", tokens: 500));

        Assert.Equal((1, TimeSpan.FromSeconds(15)), Queue.PositionOf(first));
        Assert.Equal((2, TimeSpan.FromSeconds(45)), Queue.PositionOf(second));
        Assert.Equal(TimeSpan.FromSeconds(75), Reason(third).RetryAfter);
        Assert.Equal(ProviderFailure.Overloaded, Reason(Queue.Enter(new(new("b")), Lane.Interactive, 1, 250, patience: TimeSpan.FromSeconds(5))).Kind);
    }

    [Fact]
    public void A_call_larger_than_a_minutes_tokens_waits_for_a_full_minute_and_not_for_ever()
    {
        _limits = new(Tpm: 100);
        Assert.True(IsGranted(Enter("a", tokens: 5_000)));
        var next = Enter("a", tokens: 5_000);

        _time.Advance(TimeSpan.FromSeconds(61));

        Assert.True(IsGranted(next));
    }

    [Fact]
    public void Who_gives_up_waiting_is_out_and_leaving_twice_gives_no_place_back_twice()
    {
        Fill();
        var (gone, next) = (Enter("a"), Enter("a"));

        Queue.Leave(gone);
        Queue.Leave(gone);

        Assert.False(IsGranted(next));
        Serve(1);
        Assert.True(IsGranted(next));
    }

    private QueueTicket Enter(string tenant, Lane lane = Lane.Interactive, double weight = 1, long tokens = 1)
    {
        var ticket = Queue.Enter(new(new(tenant)), lane, weight, tokens);
        _granted.Add(ticket);
        return ticket;
    }

    /// <summary>Takes all places, for as long as nobody is served.</summary>
    private void Fill()
    {
        while (Queue.HasRoom)
        {
            Enter("first");
        }
    }

    /// <summary>Ends so many calls, the first begun first.</summary>
    private void Serve(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            var done = _granted.First(IsGranted);
            _granted.Remove(done);
            Queue.Leave(done);
        }
    }

    private static bool IsGranted(QueueTicket ticket) => ticket.Granted.IsCompletedSuccessfully;

    private static ProviderException Reason(QueueTicket ticket) => Assert.IsType<ProviderException>(ticket.Granted.Exception!.InnerException);
}
