using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

/// <summary>Calls that have to wait for a place at their deployment.</summary>
public sealed class WaitingTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await Fleet.CreateAsync(new() { LongestCall = TimeSpan.FromHours(6) }, _time);

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task Who_waits_is_told_where_he_stands_and_then_answered()
    {
        var (deployment, release) = await OccupiedAsync();
        var (positions, text) = (new List<int>(), "");
        var asked = Task.Run(async () =>
        {
            await foreach (var update in _fleet.Gateway.For(deployment).GetStreamingResponseAsync([Make.User("hi")], new ChatOptions().With(Make.Context())))
            {
                positions.AddRange(update.Contents.OfType<QueuedContent>().Select(queued => queued.Position));
                text += update.Text;
            }
        });
        await Poll.UntilAsync(() => positions.Count == 1, "the position is told");

        await release();
        await asked;

        Assert.Equal(("Hello", 0), (text, deployment.Queue.Waiting));
        Assert.Equal([1], positions);
    }

    [Fact]
    public async Task Another_of_the_tier_with_room_is_asked_instead_and_a_lower_tier_only_when_it_would_be_too_late()
    {
        var (busy, release) = await OccupiedAsync();
        var free = _fleet.Deploy("free", new FakeChatClient { Says = [FakeChatClient.Text("I am free.")] });

        Assert.Equal("I am free.", (await _fleet.AskAsync(new ModelPlan("tier", [[new(busy, 1e9), new(free, 1)]]))).Text);

        var second = _fleet.AskAsync(Fleet.Plan(busy, free));
        await Poll.UntilAsync(() => busy.Queue.Waiting == 1, "it waits");
        await Poll.UntilAsync(
            () =>
            {
                _time.Advance(TimeSpan.FromSeconds(5));
                return second.IsCompleted;
            },
            "it was turned away and went on");
        Assert.Equal("I am free.", (await second).Text);
        await release();
    }

    [Fact]
    public async Task Who_leaves_while_he_waits_leaves_the_queue()
    {
        var (deployment, release) = await OccupiedAsync();
        using var leave = new CancellationTokenSource();
        var asked = _fleet.AskAsync(ModelPlan.Of(deployment), cancellationToken: leave.Token);
        await Poll.UntilAsync(() => deployment.Queue.Waiting == 1, "it waits");

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(0, deployment.Queue.Waiting);
        await release();
        Assert.True(deployment.Queue.HasRoom);
    }

    [Fact]
    public async Task A_reader_who_stops_reading_while_he_waits_leaves_no_ticket_behind()
    {
        var (deployment, release) = await OccupiedAsync();
        await foreach (var update in _fleet.Gateway.For(deployment).GetStreamingResponseAsync([Make.User("hi")], new ChatOptions().With(Make.Context())))
        {
            Assert.IsType<QueuedContent>(Assert.Single(update.Contents));
            break;
        }

        Assert.Equal(0, deployment.Queue.Waiting);
        await release();
        Assert.True(deployment.Queue.HasRoom);
    }

    /// <summary>A deployment of one place, and a call that holds it until it is released.</summary>
    private async Task<(Deployment Deployment, Func<Task> Release)> OccupiedAsync()
    {
        var client = new FakeChatClient { Says = [FakeChatClient.Text("Hello")], Stalls = true };
        var deployment = _fleet.Deploy("busy", client, limits: new(Concurrency: 1));
        var stop = new CancellationTokenSource();
        var held = _fleet.AskAsync(ModelPlan.Of(deployment), cancellationToken: stop.Token);
        await Poll.UntilAsync(() => client.HasStalled, "the place is taken");
        client.Stalls = false;
        return (deployment, LeaveAsync);

        async Task LeaveAsync()
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
            stop.Dispose();
        }
    }
}
