namespace Parley.Models.Tests;

/// <summary>When a new deployment fares too badly beside the others.</summary>
public sealed class RolloutTallyTests
{
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(100);

    private readonly List<RolloutVerdict> _verdicts = [];

    [Fact]
    public void Too_many_errors_are_told_once()
    {
        var tally = Tally(minCalls: 20);
        Note(tally, "new", 18, failed: false);
        Note(tally, "new", 2, failed: true);
        Assert.Empty(_verdicts);

        Note(tally, "new", 5, failed: true);
        Assert.Equal((21, 3, "3 of its last 21 attempts failed, which is more than 10 %."), Assert.Single(_verdicts) is var one ? (one.Calls, one.Errors, one.Reason) : default);

        tally.Reopen();
        Note(tally, "new", 1, failed: true);
        Assert.Equal(2, _verdicts.Count);
    }

    [Fact]
    public void Nothing_is_said_before_enough_calls()
    {
        var tally = Tally(minCalls: 20);

        Note(tally, "new", 19, failed: true);
        Assert.Empty(_verdicts);
        Note(tally, "new", 1, failed: true);
        Assert.Single(_verdicts);
    }

    [Fact]
    public void A_first_token_that_comes_too_late_is_too_bad_as_well()
    {
        var tally = Tally(minCalls: 20);
        Note(tally, "old", 30, failed: false, Quick);
        Note(tally, "new", 19, failed: false, 3 * Quick);
        Assert.Empty(_verdicts);

        Note(tally, "new", 1, failed: false, 3 * Quick);
        Assert.Equal((300, 100), Assert.Single(_verdicts) is var one ? (one.Ms, one.OthersMs) : default);
    }

    [Fact]
    public void Some_late_ones_among_many_and_twice_as_long_are_borne()
    {
        var tally = Tally(minCalls: 20);
        Note(tally, "old", 30, failed: false, Quick);
        Note(tally, "new", 60, failed: false, 2 * Quick);
        Note(tally, "new", 20, failed: false, 50 * Quick);

        Assert.Empty(_verdicts);
    }

    [Fact]
    public void Without_others_to_compare_it_to_only_errors_count()
    {
        var tally = Tally(minCalls: 20);

        Note(tally, "new", 100, failed: false, 100 * Quick);
        Assert.Empty(_verdicts);
    }

    [Fact]
    public void What_fails_at_the_others_or_says_nothing_of_a_deployment_is_not_held_against_it()
    {
        var tally = Tally(minCalls: 20);

        Note(tally, "old", 100, failed: true);
        Note(tally, "new", 100, failed: null);
        Note(tally, "new", 30, failed: false);

        Assert.Empty(_verdicts);
    }

    [Fact]
    public void A_turn_for_the_worse_is_seen_after_thousands_of_good_answers()
    {
        var tally = Tally(minCalls: 20);
        Note(tally, "new", 5_000, failed: false);
        Note(tally, "new", 8, failed: true);
        Assert.Empty(_verdicts);

        Note(tally, "new", 1, failed: true);
        Assert.Equal((80, 9), Assert.Single(_verdicts) is var one ? (one.Calls, one.Errors) : default);
    }

    private RolloutTally Tally(int minCalls) => new(new("new", 10, default, MinCalls: minCalls), (_, verdict) => _verdicts.Add(verdict));

    private static void Note(RolloutTally tally, string deployment, int times, bool? failed, TimeSpan? firstToken = null)
    {
        for (var i = 0; i < times; i++)
        {
            tally.Note(deployment, failed, firstToken);
        }
    }
}
