namespace Parley.Orchestration.Tests;

public sealed class TurnFeedTests
{
    private readonly TurnFeed _feed = new();

    [Fact]
    public void A_feed_of_a_turn_that_runs_elsewhere_sends_its_readers_to_the_database() =>
        Assert.False(_feed.TryRead(0, []));

    [Fact]
    public void A_reader_who_keeps_up_reads_from_memory()
    {
        _feed.GoLive(4);
        _feed.Publish([Entry(5), Entry(6)]);

        Assert.Equal([6], Read(after: 5));
        Assert.Empty(Read(after: 6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_reader_who_is_further_back_than_memory_reaches_goes_to_the_database(long after)
    {
        _feed.GoLive(4);
        _feed.Publish([Entry(5)]);

        Assert.False(_feed.TryRead(after, []));
    }

    [Fact]
    public void Memory_is_bounded()
    {
        _feed.GoLive(0);
        _feed.Publish([.. Enumerable.Range(1, 1000).Select(number => Entry(number))]);

        Assert.False(_feed.TryRead(0, []));
        Assert.Equal([1000], Read(after: 999));
    }

    [Fact]
    public void Whoever_took_the_next_pulse_before_an_event_is_woken_by_it()
    {
        _feed.GoLive(0);
        var next = _feed.Next;
        Assert.False(next.IsCompleted);

        _feed.Publish([Entry(1)]);

        Assert.True(next.IsCompleted);
    }

    private List<long> Read(long after)
    {
        var entries = new List<LogEntry>();
        Assert.True(_feed.TryRead(after, entries));
        return [.. entries.Select(entry => entry.Number)];
    }

    private static LogEntry Entry(long number) => new(number, "delta", "{}"u8.ToArray());
}
