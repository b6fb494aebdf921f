using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

/// <summary>Deployments that are left alone for a while, and those that are late.</summary>
public sealed class RestAndHedgeTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync() =>
        _fleet = await Fleet.CreateAsync(new() { Pause = TimeSpan.Zero, BreakAfter = 3, HedgeBudget = 1, HedgeAfter = 0.9, LongestCall = TimeSpan.FromHours(6) }, _time);

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task What_failed_too_often_is_not_asked_and_is_tried_again_later()
    {
        var flaky = new FlakyChatClient(3, "I am well.");
        var plan = Fleet.Plan(_fleet.Deploy("first", flaky), _fleet.Deploy("second", Says("Hello")));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("Hello", (await _fleet.AskAsync(plan)).Text);
        }

        Assert.Equal(3, flaky.Calls);
        _time.Advance(_fleet.Options.BreakFor);

        Assert.Equal("I am well.", (await _fleet.AskAsync(plan)).Text);
        Assert.Equal(BreakerState.Closed, plan.First.Health.State);
    }

    [Fact]
    public async Task One_that_is_left_alone_is_looked_after_before_a_call_has_to_find_out()
    {
        var (looks, answers) = (0, false);
        var client = new FlakyChatClient(3, "I am well.");
        var deployment = _fleet.Deploy("only", client, probe: _ => Task.FromResult(++looks > 0 && answers));
        await _fleet.AskAsync(ModelPlan.Of(deployment));
        Assert.Equal(BreakerState.Open, deployment.Health.State);

        await PassAsync(() => looks == 2);
        Assert.Equal((BreakerState.Open, 3), (deployment.Health.State, client.Calls));
        answers = true;
        await PassAsync(() => looks == 3);

        Assert.Equal("I am well.", (await _fleet.AskAsync(ModelPlan.Of(deployment))).Text);
    }

    [Fact]
    public async Task An_answer_that_was_asked_for_before_it_was_left_alone_does_not_bring_it_back()
    {
        var waits = new TaskCompletionSource();
        var client = new FakeChatClient { Says = [FakeChatClient.Text("At last")], Waits = waits };
        var plan = ModelPlan.Of(_fleet.Deploy("only", client));
        var early = _fleet.AskAsync(plan);
        await Poll.UntilAsync(() => client.Calls == 1, "the first is asked");
        (client.Waits, client.Fails) = (null, new ProviderException(ProviderFailure.Unauthorized, "no"));
        for (var i = 0; i < 3; i++)
        {
            await _fleet.AskAsync(plan);
        }

        client.Fails = null;
        waits.SetResult();

        Assert.Equal("At last", (await early).Text);
        Assert.Equal((BreakerState.Open, 0), (plan.First.Health.State, plan.First.Health.Running));
    }

    [Fact]
    public async Task When_all_are_left_alone_the_caller_hears_how_long()
    {
        var plan = ModelPlan.Of(_fleet.Deploy("only", new FakeChatClient { Fails = new ProviderException(ProviderFailure.Unauthorized, "no") }));
        for (var i = 0; i < 3; i++)
        {
            await _fleet.AskAsync(plan);
        }

        var heard = await _fleet.AskAsync(plan);

        Assert.Equal((ProviderFailure.Unavailable, TimeSpan.FromSeconds(10)), (heard.Failure!.Kind, heard.Failure.RetryAfter));
        Assert.Empty(heard.Context.Attempts);
    }

    [Fact]
    public async Task A_pause_that_the_provider_asks_for_is_kept_by_all_calls()
    {
        var flaky = new FlakyChatClient(1, "I am well.", TimeSpan.FromSeconds(3));
        var plan = ModelPlan.Of(_fleet.Deploy("only", flaky));
        var first = _fleet.AskAsync(plan);
        await Poll.UntilAsync(() => plan.First.Health.RestsUntil is not null, "the pause is known");
        var second = _fleet.AskAsync(plan);

        _time.Advance(TimeSpan.FromSeconds(2.9));
        Assert.Equal(1, flaky.Calls);
        await Poll.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                return first.IsCompleted && second.IsCompleted;
            },
            "both have their answers");

        Assert.Equal(("I am well.", "I am well.", 3), ((await first).Text, (await second).Text, flaky.Calls));
    }

    [Fact]
    public async Task A_pause_longer_than_anybody_waits_is_told_instead()
    {
        var heard = await _fleet.AskAsync(ModelPlan.Of(_fleet.Deploy("only", new FlakyChatClient(9, "", TimeSpan.FromSeconds(40)))));

        Assert.Equal(TimeSpan.FromSeconds(40), heard.Failure!.RetryAfter);
        Assert.Single(heard.Context.Attempts);
    }

    [Fact]
    public async Task When_the_first_is_late_a_second_is_asked_and_the_first_to_speak_answers()
    {
        var silent = new FakeChatClient { Stalls = true };
        var (late, quick) = (_fleet.Deploy("late", silent), _fleet.Deploy("quick", Says("Hello")));
        for (var i = 0; i < 30; i++)
        {
            late.Health.FirstTokens.Add(TimeSpan.FromMilliseconds(100));
        }

        var plan = new ModelPlan("route", [[new(late, 1e9), new(quick, 1)]]);
        var asked = _fleet.AskAsync(plan);
        await Poll.UntilAsync(() => silent.Calls == 1, "the first is asked");
        _time.Advance(TimeSpan.FromMilliseconds(101));

        var heard = await asked;
        Assert.Equal("Hello", heard.Text);
        Assert.Equal(["late cancelled", "quick completed"], heard.Outcomes.Order());
        Assert.True(heard.Context.Attempts.Single(attempt => attempt.Deployment == quick).IsHedge);
        Assert.Equal((0, 0, 0L), (late.Health.Running, quick.Health.Running, await _fleet.OpenReservationsAsync()));
    }

    [Fact]
    public async Task A_second_that_is_not_let_in_does_not_end_the_first()
    {
        var silent = new FakeChatClient { Says = [FakeChatClient.Text("At last")], Waits = new() };
        var shut = new FakeChatClient { Fails = new RefusedException(Refusal.NotFound("place")) };
        var (late, refused) = (_fleet.Deploy("late", silent), _fleet.Deploy("refused", shut));
        for (var i = 0; i < 30; i++)
        {
            late.Health.FirstTokens.Add(TimeSpan.FromMilliseconds(100));
        }

        var asked = _fleet.AskAsync(new ModelPlan("route", [[new(late, 1e9), new(refused, 1)]]));
        await Poll.UntilAsync(() => silent.Calls == 1, "the first is asked");
        _time.Advance(TimeSpan.FromMilliseconds(101));
        await Poll.UntilAsync(() => shut.Calls == 1, "the second was not let in");
        silent.Waits.SetResult();

        Assert.Equal(("At last", 0, 0), ((await asked).Text, late.Health.Running, refused.Health.Running));
    }

    [Fact]
    public async Task Without_a_budget_for_it_nobody_is_asked_twice()
    {
        var budget = new HedgeBudget(0.1);
        for (var i = 0; i < 25; i++)
        {
            budget.Earn();
        }

        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => budget.TrySpend()));
        await using var thrifty = await Fleet.CreateAsync(new() { HedgeBudget = 0 }, _time);
        var (late, quick) = (thrifty.Deploy("late", new FakeChatClient { Says = [FakeChatClient.Text("At last")] }), thrifty.Deploy("quick", Says("Hello")));
        Assert.Equal("At last", (await thrifty.AskAsync(new ModelPlan("route", [[new(late, 1e9), new(quick, 1)]]))).Text);
    }

    [Fact]
    public async Task An_answer_that_takes_longer_than_any_may_ends_and_is_asked_of_nobody_else()
    {
        var second = Says("Hello");
        var endless = new FakeChatClient { Says = [FakeChatClient.Text("One")], Stalls = true };
        var asked = _fleet.AskAsync(Fleet.Plan(_fleet.Deploy("endless", endless), _fleet.Deploy("second", second)));
        await Poll.UntilAsync(() => endless.HasStalled, "the answer stands still");
        _time.Advance(_fleet.Options.LongestCall);

        Assert.Equal((ProviderFailure.Timeout, "One", 0), ((await asked).Failure!.Kind, (await asked).Text, second.Calls));
    }

    [Theory]
    [InlineData(Balance.Weighted, 750, 120)]
    [InlineData(Balance.LeastBusy, 500, 120)]
    public void Traffic_is_shared_as_the_choice_says(Balance balance, int expected, int within)
    {
        var random = new Random(3);
        WeightedDeployment[] tier = [new(_fleet.Deploy("a", Says("a")), balance == Balance.Weighted ? 3 : 1), new(_fleet.Deploy("b", Says("b")), 1)];

        var first = Enumerable.Range(0, 1000).Count(_ => Balancer.Choose(tier, balance, random) == tier[0]);

        Assert.InRange(first, expected - within, expected + within);
    }

    [Fact]
    public void The_least_busy_and_the_quickest_are_chosen_when_asked_for()
    {
        WeightedDeployment[] tier = [new(_fleet.Deploy("a", Says("a")), 1), new(_fleet.Deploy("b", Says("b")), 1)];
        tier[0].Deployment.Health.TryBegin();
        Assert.All(Enumerable.Range(0, 50), seed => Assert.Same(tier[1], Balancer.Choose(tier, Balance.LeastBusy, new Random(seed))));

        Hear(tier[0], 10);
        Hear(tier[1], 100);
        Assert.All(Enumerable.Range(0, 50), seed => Assert.Same(tier[0], Balancer.Choose(tier, Balance.Latency, new Random(seed))));
    }

    [Fact]
    public void The_quickest_is_passed_over_when_so_many_wait_for_it_that_another_would_speak_sooner()
    {
        WeightedDeployment[] tier = [new(_fleet.Deploy("a", Says("a")), 1), new(_fleet.Deploy("b", Says("b")), 1)];
        Hear(tier[0], 100);
        Hear(tier[1], 250);

        Assert.Same(tier[0], Balancer.Choose(tier, Balance.Latency, new Random(1)));
        tier[0].Deployment.Health.Await();
        Assert.Same(tier[0], Balancer.Choose(tier, Balance.Latency, new Random(1)));
        var waiting = tier[0].Deployment.Health.Await();
        Assert.Same(tier[1], Balancer.Choose(tier, Balance.Latency, new Random(1)));

        // It waited behind another: each of the two took 100 ms.
        tier[0].Deployment.Health.Heard(waiting, TimeSpan.FromMilliseconds(200));
        Assert.Equal((100, 1), (tier[0].Deployment.Health.MsEach, tier[0].Deployment.Health.Awaiting));
    }

    [Fact]
    public void One_that_was_slow_once_is_tried_again_after_a_while()
    {
        WeightedDeployment[] tier = [new(_fleet.Deploy("a", Says("a")), 1), new(_fleet.Deploy("b", Says("b")), 1)];
        Hear(tier[0], 4_000);
        Hear(tier[1], 100);
        tier[1].Deployment.Health.Await();
        Assert.Same(tier[1], Balancer.Choose(tier, Balance.Latency, new Random(1)));

        _time.Advance(TimeSpan.FromMinutes(4));
        Hear(tier[1], 100);

        Assert.Same(tier[0], Balancer.Choose(tier, Balance.Latency, new Random(1)));
    }

    private static void Hear(WeightedDeployment one, double ms) => one.Deployment.Health.Heard(one.Deployment.Health.Await(), TimeSpan.FromMilliseconds(ms));

    private Task PassAsync(Func<bool> until) => Poll.UntilAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return until();
        },
        "enough time has passed");

    private static FakeChatClient Says(params string[] texts) => new() { Says = [.. texts.Select(FakeChatClient.Text)] };
}
