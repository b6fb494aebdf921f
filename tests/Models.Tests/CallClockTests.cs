namespace Parley.Models.Tests;

public sealed class CallClockTests : IDisposable
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private readonly FakeTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly CancellationTokenSource _caller = new();
    private readonly CallClock _clock;

    public CallClockTests() => _clock = new(new(First, Between), _time, _caller.Token);

    public void Dispose()
    {
        _clock.Dispose();
        _caller.Dispose();
    }

    [Fact]
    public void A_provider_that_does_not_begin_is_left_at_its_limit()
    {
        _time.Advance(First - Moment);
        Assert.False(_clock.Token.IsCancellationRequested);

        _time.Advance(Moment);

        Assert.True(_clock.Token.IsCancellationRequested);
        Assert.Contains("did not begin", _clock.Explain(new()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_the_first_token_on_the_limit_between_tokens_counts()
    {
        _clock.Tick();
        _time.Advance(Between);

        Assert.True(_clock.Token.IsCancellationRequested);
        Assert.Contains("in the middle", _clock.Explain(new()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3_333)]
    [InlineData(9_999)]
    public void Each_token_has_its_whole_time_from_the_one_before(int apartMs)
    {
        for (var token = 0; token < 20; token++)
        {
            _clock.Tick();
            _time.Advance(TimeSpan.FromMilliseconds(apartMs));
            Assert.False(_clock.Token.IsCancellationRequested);
        }

        _clock.Tick();
        _time.Advance(Between - Moment);
        Assert.False(_clock.Token.IsCancellationRequested);
        _time.Advance(Moment);
        Assert.True(_clock.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_caller_who_leaves_is_no_fault_of_the_provider()
    {
        _caller.Cancel();

        Assert.True(_clock.Token.IsCancellationRequested);
        Assert.ThrowsAny<OperationCanceledException>(() => _clock.Explain(new()));
    }

    [Fact]
    public void A_call_that_is_over_has_no_limit_any_more()
    {
        var token = _clock.Token;
        _clock.Tick();
        _clock.Dispose();

        _time.Advance(Between * 3);

        Assert.False(token.IsCancellationRequested);
    }
}
