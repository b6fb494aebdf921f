using Parley.Storage;

namespace Parley.Orchestration.Tests;

public sealed class TurnFeedTests
{
    private readonly TurnFeed _feed = new();
    private readonly Signals _signals = new();
    private readonly FakeTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_feed_of_a_turn_that_runs_elsewhere_sends_its_readers_to_the_database() =>
        Assert.False(_feed.TryRead(0, []));

    [Fact]
    public void A_reader_who_keeps_up_reads_from_memory()
    {
        _feed.GoLive(4, fence: 1);
        _feed.Publish([Entry(5), Entry(6)]);

        Assert.Equal([6], Read(after: 5));
        Assert.Empty(Read(after: 6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_reader_who_is_further_back_than_memory_reaches_goes_to_the_database(long after)
    {
        _feed.GoLive(4, fence: 1);
        _feed.Publish([Entry(5)]);

        Assert.False(_feed.TryRead(after, []));
    }

    [Fact]
    public void A_run_that_was_taken_over_does_not_end_what_its_taker_shows()
    {
        _feed.GoLive(4, fence: 1);
        _feed.GoLive(4, fence: 2);

        _feed.GoCold(fence: 1);
        _feed.Publish([Entry(5)]);

        Assert.Equal([5], Read(after: 4));
    }

    [Fact]
    public void A_reader_who_was_there_when_the_turn_ended_takes_the_end_from_memory_and_one_who_comes_later_does_not()
    {
        _feed.GoLive(0, fence: 1);
        using var early = Follow();
        _feed.Publish([Entry(1), new(2, "turn.completed", "{}"u8.ToArray())]);
        _feed.GoCold(fence: 1);
        using var late = Follow();

        var entries = new List<LogEntry>();
        Assert.True(_feed.TryRead(1, entries, early));
        Assert.Equal(2, Assert.Single(entries).Number);
        Assert.False(_feed.TryRead(1, entries, late));
        Assert.False(_feed.TryRead(1, entries));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(99)]
    public void A_reader_who_has_the_end_already_or_says_so_goes_to_the_database(long after)
    {
        _feed.GoLive(0, fence: 1);
        using var early = Follow();
        _feed.Publish([Entry(1), new(2, "turn.completed", "{}"u8.ToArray())]);
        _feed.GoCold(fence: 1);

        Assert.False(_feed.TryRead(after, [], early));
    }

    [Fact]
    public void What_is_put_in_the_place_of_entries_is_what_readers_get_and_only_of_the_run_that_is_live()
    {
        _feed.GoLive(0, fence: 2);
        _feed.Publish([Entry(1), Entry(2)]);

        _feed.Replace([new(1, "blank", "{}"u8.ToArray()), new(3, "blank", "{}"u8.ToArray())], fence: 2);
        _feed.Replace([new(2, "blank", "{}"u8.ToArray())], fence: 1);

        var entries = new List<LogEntry>();
        Assert.True(_feed.TryRead(0, entries));
        Assert.Equal([(1L, "blank"), (2L, "delta")], entries.Select(entry => (entry.Number, entry.Name)));
    }

    [Fact]
    public void A_reader_of_a_run_that_left_without_an_end_goes_to_the_database()
    {
        _feed.GoLive(0, fence: 1);
        using var early = Follow();
        _feed.Publish([Entry(1)]);
        _feed.GoCold(fence: 1);

        Assert.False(_feed.TryRead(0, [], early));
    }

    [Fact]
    public void Memory_is_bounded()
    {
        _feed.GoLive(0, fence: 1);
        _feed.Publish([.. Enumerable.Range(1, 1000).Select(number => Entry(number))]);

        Assert.False(_feed.TryRead(0, []));
        Assert.Equal([1000], Read(after: 999));
    }

    [Fact]
    public async Task What_comes_while_nobody_waits_ends_the_next_wait()
    {
        using var follower = Follow();
        follower.Look();
        _feed.Publish([Entry(1)]);

        Assert.True(await follower.ComesAsync());
        Assert.False(follower.ComesAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task All_that_wait_are_woken()
    {
        using var first = Follow();
        using var second = Follow();
        var waits = new[] { first.ComesAsync().AsTask(), second.ComesAsync().AsTask() };
        Assert.DoesNotContain(waits, wait => wait.IsCompleted);

        _feed.Publish([Entry(1)]);

        Assert.True(await waits[0]);
        Assert.True(await waits[1]);
    }

    [Fact]
    public async Task Who_waits_for_the_end_alone_goes_on_before_it_is_shown_to_be_over()
    {
        using var whole = new TurnFollower(_feed, LogReader.Silence, _time, CancellationToken.None) { TakesEndAtOnce = true };
        var thread = ThreadAfterAsync(whole);

        _feed.Publish([new(1, "turn.completed", "{}"u8.ToArray())], isOver: true);

        Assert.True(thread.IsCompleted);
        Assert.Equal(Environment.CurrentManagedThreadId, await thread);

        static async Task<int> ThreadAfterAsync(TurnFollower follower)
        {
            await follower.ComesAsync();
            return Environment.CurrentManagedThreadId;
        }
    }

    [Fact]
    public async Task Who_goes_on_on_the_thread_that_shows_the_end_comes_after_all_others()
    {
        using var whole = new TurnFollower(_feed, LogReader.Silence, _time, CancellationToken.None) { TakesEndAtOnce = true };
        using var other = Follow();
        var others = other.ComesAsync().AsTask();
        var sawOthers = SeesAsync();

        _feed.Publish([new(1, "turn.completed", "{}"u8.ToArray())], isOver: true);

        Assert.True(await sawOthers);

        async Task<bool> SeesAsync()
        {
            await whole.ComesAsync();
            return await others.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public async Task Who_waited_for_what_another_node_wrote_looks_again_when_the_turn_goes_on_here()
    {
        using var follower = Follow();
        var wait = follower.ComesAsync().AsTask();

        _feed.GoLive(10, fence: 2);

        Assert.True(await wait);
    }

    [Fact]
    public async Task Readers_of_a_run_here_are_not_woken_by_the_word_of_its_commit()
    {
        using var hub = new FeedHub(_signals);
        var feed = hub.Join(new("turn_1"));
        using var follower = new TurnFollower(feed, LogReader.Silence, _time, CancellationToken.None);
        feed.GoLive(0, fence: 1);
        var wait = follower.ComesAsync().AsTask();

        _signals.Raise(FeedHub.Topic, "turn_1");
        Assert.False(wait.IsCompleted);

        feed.GoCold(fence: 1);
        Assert.True(await wait);
    }

    [Fact]
    public async Task Readers_of_a_run_elsewhere_are_woken_by_the_word_of_its_commit()
    {
        using var hub = new FeedHub(_signals);
        using var follower = new TurnFollower(hub.Join(new("turn_1")), LogReader.Silence, _time, CancellationToken.None);
        var wait = follower.ComesAsync().AsTask();

        _signals.Raise(FeedHub.Topic, "turn_1");

        Assert.True(await wait);
    }

    [Fact]
    public async Task A_silence_ends_a_wait_as_long_after_its_own_beginning()
    {
        using var follower = Follow();
        var first = follower.ComesAsync().AsTask();
        _time.Advance(LogReader.Silence / 2);
        _feed.Publish([Entry(1)]);
        Assert.True(await first);

        var second = follower.ComesAsync().AsTask();
        _time.Advance(LogReader.Silence - TimeSpan.FromSeconds(1));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await second);

        var third = follower.ComesAsync().AsTask();
        _time.Advance(LogReader.Silence);
        Assert.False(await third);
    }

    [Fact]
    public async Task A_reader_who_leaves_waits_no_longer()
    {
        using var leaves = new CancellationTokenSource();
        using var follower = Follow(leaves.Token);
        var wait = follower.ComesAsync().AsTask();

        await leaves.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower.ComesAsync().AsTask());
    }

    private TurnFollower Follow(CancellationToken stopping = default) => new(_feed, LogReader.Silence, _time, stopping);

    private List<long> Read(long after)
    {
        var entries = new List<LogEntry>();
        Assert.True(_feed.TryRead(after, entries));
        return [.. entries.Select(entry => entry.Number)];
    }

    private static LogEntry Entry(long number) => new(number, "delta", "{}"u8.ToArray());
}
