namespace Parley.Models.Tests;

public sealed class CircuitBreakerTests
{
    private static readonly FailoverOptions Options = new() { BreakAfter = 3, BreakFor = TimeSpan.FromSeconds(10) };

    private readonly FakeTime _time = new();
    private readonly CircuitBreaker _breaker;

    public CircuitBreakerTests() => _breaker = new(Options, _time);

    [Fact]
    public void Failures_in_a_row_open_it_and_a_success_between_them_does_not_count()
    {
        Fail(2);
        Succeed();
        Fail(2);
        Assert.Equal(BreakerState.Closed, _breaker.State);

        Fail(1);

        Assert.Equal(BreakerState.Open, _breaker.State);
        Assert.Null(_breaker.TryEnter());
    }

    [Fact]
    public void Half_of_many_calls_failing_opens_it_though_never_in_a_row()
    {
        for (var i = 0; i < 3; i++)
        {
            Succeed();
            Fail(1);
        }

        Assert.Equal(BreakerState.Open, _breaker.State);
    }

    [Fact]
    public void Failures_of_a_minute_ago_are_forgotten()
    {
        for (var i = 0; i < 20; i++)
        {
            Succeed();
            Fail(1);
            _time.Advance(TimeSpan.FromSeconds(40));
        }

        Assert.Equal(BreakerState.Closed, _breaker.State);
        Assert.Equal((0, 0), _breaker.Recent);
    }

    [Fact]
    public void After_a_while_one_call_is_let_through_and_decides()
    {
        Fail(3);
        _time.Advance(Options.BreakFor);

        Assert.Equal(BreakerState.HalfOpen, _breaker.State);
        var trial = Enter();
        Assert.Null(_breaker.TryEnter());
        _breaker.Succeeded(trial);
        Assert.Equal((BreakerState.Closed, true), (_breaker.State, _breaker.TryEnter() is not null));
    }

    [Fact]
    public void A_trial_that_fails_doubles_the_wait_and_sixteen_times_is_the_most()
    {
        Fail(3);
        var waits = new List<double>();
        for (var i = 0; i < 7; i++)
        {
            waits.Add((_breaker.Until!.Value - _time.GetUtcNow()).TotalSeconds);
            _time.Advance(_breaker.Until!.Value - _time.GetUtcNow());
            _breaker.Failed(Enter());
        }

        Assert.Equal([10, 20, 40, 80, 160, 160, 160], waits);
    }

    [Fact]
    public void A_trial_whose_caller_left_lets_the_next_try()
    {
        Fail(3);
        _time.Advance(Options.BreakFor);
        _breaker.Left(Enter());

        Assert.NotNull(_breaker.TryEnter());
    }

    [Fact]
    public void A_call_that_set_out_before_it_opened_does_not_close_it()
    {
        var early = Enter();
        Fail(3);

        _breaker.Succeeded(early);

        Assert.Equal(BreakerState.Open, _breaker.State);
        Assert.Null(_breaker.TryEnter());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-1)]
    public void While_a_trial_is_under_way_the_end_of_an_earlier_call_neither_ends_it_nor_opens_the_breaker_anew(int outcome)
    {
        var early = Enter();
        Fail(3);
        _time.Advance(Options.BreakFor);
        var (trial, until) = (Enter(), _breaker.Until);

        switch (outcome)
        {
            case 1:
                _breaker.Succeeded(early);
                break;
            case 0:
                _breaker.Left(early);
                break;
            default:
                Assert.False(_breaker.Failed(early));
                break;
        }

        Assert.Equal((BreakerState.HalfOpen, until), (_breaker.State, _breaker.Until));
        Assert.Null(_breaker.TryEnter());
        _breaker.Succeeded(trial);
        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    [Fact]
    public void Calls_from_before_that_fail_after_the_trial_went_well_do_not_open_it_again()
    {
        List<BreakerPass> early = [.. Enumerable.Range(0, 3).Select(_ => Enter())];
        Fail(3);
        _time.Advance(Options.BreakFor);
        _breaker.Succeeded(Enter());

        Assert.All(early, call => Assert.False(_breaker.Failed(call)));

        Assert.Equal(BreakerState.Closed, _breaker.State);
    }

    private BreakerPass Enter() => Assert.NotNull(_breaker.TryEnter());

    private void Succeed()
    {
        _breaker.Succeeded(Enter());
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _breaker.Failed(Enter());
        }
    }
}
