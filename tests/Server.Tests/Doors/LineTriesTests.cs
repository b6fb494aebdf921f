using Parley.Doors;
using Parley.Kernel;

namespace Parley.Server.Tests.Doors;

/// <summary>How long a line of a batch goes on trying, by what it was told.</summary>
public sealed class LineTriesTests
{
    private readonly LineTries _tries = new();

    [Theory]
    [InlineData(400, "invalid_request")]
    [InlineData(404, "model_not_found")]
    [InlineData(429, "quota_exceeded")]
    [InlineData(429, "budget_exceeded")]
    public void What_will_not_pass_is_not_tried_again(int status, string code) => Assert.Null(_tries.WaitAfter(new(status, code, "")));

    [Theory]
    [InlineData(504, "provider_timeout", 6)]
    [InlineData(503, "provider_malformed", 6)]
    [InlineData(503, "provider_unavailable", 12)]
    [InlineData(503, "provider_silent", 12)]
    [InlineData(429, "rate_limited", 40)]
    [InlineData(429, "provider_rate_limited", 40)]
    [InlineData(503, "provider_overloaded", 40)]
    public void What_may_pass_is_tried_a_number_of_times(int status, string code, int most)
    {
        var refusal = new Refusal(status, code, "");

        Assert.All(Enumerable.Range(1, most - 1), _ => Assert.NotNull(_tries.WaitAfter(refusal)));
        Assert.Null(_tries.WaitAfter(refusal));
    }

    [Fact]
    public void A_fault_of_ours_is_tried_six_times_and_says_nothing_of_the_turn()
    {
        Assert.All(Enumerable.Range(1, 5), _ => Assert.NotNull(_tries.WaitAfter(null)));
        Assert.Null(_tries.WaitAfter(null));
        Assert.Equal(0, _tries.Refused);
    }

    [Fact]
    public void Waits_double_up_to_two_minutes()
    {
        var waits = Enumerable.Range(0, 9).Select(_ => _tries.WaitAfter(new(503, "provider_unavailable", ""))!.Value.TotalSeconds);

        Assert.Equal([2, 4, 8, 16, 32, 64, 120, 120, 120], waits);
    }

    [Fact]
    public void A_longer_wait_that_was_asked_for_is_kept()
    {
        Assert.Equal(TimeSpan.FromHours(1), _tries.WaitAfter(new(429, "provider_rate_limited", "") { RetryAfter = TimeSpan.FromHours(1) }));
        Assert.Equal(TimeSpan.FromSeconds(4), _tries.WaitAfter(new(429, "provider_rate_limited", "") { RetryAfter = TimeSpan.FromSeconds(1) }));
    }

    [Fact]
    public void No_line_waits_for_more_than_two_hours_in_all()
    {
        Assert.Null(new LineTries().WaitAfter(new(429, "cooling_down", "") { RetryAfter = TimeSpan.MaxValue }));
        Assert.NotNull(_tries.WaitAfter(new(429, "provider_rate_limited", "") { RetryAfter = TimeSpan.FromHours(1) }));
        Assert.Null(_tries.WaitAfter(new(429, "provider_rate_limited", "") { RetryAfter = TimeSpan.FromHours(1) }));
    }

    [Fact]
    public void What_a_turn_of_before_was_told_counts_and_is_not_waited_for()
    {
        foreach (var number in Enumerable.Range(1, 4))
        {
            _tries.Begin();
            _tries.Accepted(isJoined: true);
            Assert.Equal(TimeSpan.Zero, _tries.WaitAfter(new(504, "provider_timeout", "")));
            Assert.Equal(number, _tries.Refused);
        }

        _tries.Begin();
        _tries.Accepted(isJoined: false);
        Assert.Equal(TimeSpan.FromSeconds(2), _tries.WaitAfter(new(504, "provider_timeout", "")));
        Assert.Equal(5, _tries.Refused);
        Assert.Null(_tries.WaitAfter(new(504, "provider_timeout", "")));
    }

    [Fact]
    public void What_was_refused_before_its_turn_began_leaves_the_next_its_key()
    {
        _tries.Begin();
        Assert.NotNull(_tries.WaitAfter(new(503, "provider_silent", "")));
        Assert.Equal(0, _tries.Refused);

        _tries.Begin();
        _tries.Accepted(isJoined: false);
        Assert.NotNull(_tries.WaitAfter(new(503, "provider_unavailable", "")));
        Assert.Equal(1, _tries.Refused);
    }
}
