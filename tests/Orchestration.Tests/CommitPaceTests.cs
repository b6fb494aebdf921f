namespace Parley.Orchestration.Tests;

public sealed class CommitPaceTests
{
    private static readonly TimeSpan Distance = TimeSpan.FromMilliseconds(20);

    private readonly FakeTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly CommitPace _pace;

    public CommitPaceTests() => _pace = new(Distance, _time);

    [Fact]
    public void A_few_commits_follow_each_other_at_once_and_then_each_waits_its_distance()
    {
        TakeFree();

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(Distance, Waits());
        }
    }

    [Fact]
    public void After_a_quiet_while_they_are_free_again()
    {
        TakeFree();
        _time.Advance(Distance * 12);

        TakeFree();
        Assert.Equal(Distance, Waits());
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(200, 0, 1.75)]
    [InlineData(400, 60, 1.5)]
    [InlineData(100_000, 0, 2)]
    public void The_more_rows_come_in_a_time_the_further_away_is_the_next_commit_but_one_up_to_a_bound(int rows, int sinceMs, double distances)
    {
        _time.Advance(TimeSpan.FromMilliseconds(sinceMs));
        TakeFree();
        _pace.Committed(rows);
        Waits();

        Assert.Equal(Distance * distances, Waits());
    }

    [Fact]
    public void With_no_distance_nothing_waits()
    {
        var pace = new CommitPace(TimeSpan.Zero, _time);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(pace.WaitAsync(CancellationToken.None).IsCompleted);
            pace.Committed(rows: 1_000);
        }
    }

    private void TakeFree()
    {
        for (var i = 0; i < 12; i++)
        {
            Assert.True(_pace.WaitAsync(CancellationToken.None).IsCompleted);
        }
    }

    /// <summary>How long the next commit waits.</summary>
    private TimeSpan Waits()
    {
        var wait = _pace.WaitAsync(CancellationToken.None);
        var waited = TimeSpan.Zero;
        for (var step = TimeSpan.FromMilliseconds(1); !wait.IsCompleted; waited += step)
        {
            _time.Advance(step);
        }

        return waited;
    }
}
