using Parley.Models;
using Parley.TestKit;

namespace Parley.Orchestration.Tests;

/// <summary>The same question asked by several at a time.</summary>
public sealed class SameQuestionsTests
{
    private const string Question = "How do I export a report as PDF?";

    [Fact]
    public async Task Who_asks_the_same_waits_for_the_first_answer()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var gate = new TaskCompletionSource();
        hands.Says = async (call, _) =>
        {
            await gate.Task;
            return $"Answer {call}.";
        };
        var first = hands.AskAsync(Question);
        await Poll.UntilAsync(() => hands.Calls == 1, "the first asks the model");

        Task<Heard>[] others = [.. Enumerable.Range(0, 3).Select(i => hands.AskAsync(Question, TurnHouse.Caller(subject: $"sub_{i}")))];
        var stranger = hands.AskAsync(Question, TurnHouse.Caller("tenant_b"));
        await Poll.UntilAsync(() => hands.Asked.Waiting == 3 && hands.Calls == 2, "three wait, and the stranger asks for itself");
        gate.SetResult();

        Assert.All(await Task.WhenAll(others), heard => Assert.Equal("exact", heard.Reused));
        Assert.Equal((null, null), ((await first).Reused, (await stranger).Reused));
        Assert.Equal(2, hands.Calls);
    }

    [Fact]
    public async Task Where_the_first_is_refused_the_next_asks_itself()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var gate = new TaskCompletionSource();
        hands.Says = async (call, _) =>
        {
            if (call > 1)
            {
                return $"Answer {call}.";
            }

            await gate.Task;
            throw new ProviderException(ProviderFailure.BadRequest, "No.");
        };
        var first = hands.AskAsync(Question);
        await Poll.UntilAsync(() => hands.Calls == 1, "the first asks the model");
        var second = hands.AskAsync(Question);
        await Poll.UntilAsync(() => hands.Asked.Waiting == 1, "the second waits");

        gate.SetResult();

        Assert.Equal(("Answer 2.", null), ((await second).Text, (await second).Reused));
        Assert.Equal("failed", (await first).Message.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Nobody_waits_for_a_line_of_a_batch()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var gate = new TaskCompletionSource();
        hands.Says = async (call, _) =>
        {
            await gate.Task;
            return $"Answer {call}.";
        };
        var line = hands.AskAsync(Question, options: one => one with { Door = "batch" });
        await Poll.UntilAsync(() => hands.Calls == 1, "the line asks the model");

        var interactive = hands.AskAsync(Question);
        await Poll.UntilAsync(() => hands.Calls == 2, "the other asks for itself");
        var next = hands.AskAsync(Question, options: one => one with { Door = "batch" });
        await Poll.UntilAsync(() => hands.Asked.Waiting == 1, "a line waits for the other");
        gate.SetResult();

        Assert.Equal((null, null, "exact"), ((await line).Reused, (await interactive).Reused, (await next).Reused));
    }

    [Fact]
    public async Task Nobody_waits_longer_than_allowed()
    {
        var time = new FakeTime();
        var asked = new SameQuestions(time);
        using var first = asked.Join("key");
        using var second = asked.Join("key");
        var waiting = second.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await waiting);
        Assert.True(first.IsFirst);
        Assert.False(second.IsFirst);
    }

    [Fact]
    public async Task When_the_first_is_gone_somebody_else_is_the_first()
    {
        var asked = new SameQuestions(new FakeTime());
        var first = asked.Join("key");
        using var second = asked.Join("key");
        var waiting = second.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None);

        first.Dispose();

        Assert.Null(await waiting);
        Assert.True(second.IsFirst);
        using var third = asked.Join("key");
        Assert.True(third.Follows);
    }

    [Fact]
    public async Task When_the_first_is_gone_the_others_wait_for_one_of_them()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var gate = new TaskCompletionSource();
        hands.Says = async (call, _) =>
        {
            await gate.Task;
            return $"Answer {call}.";
        };
        var first = hands.Asked.Join(AnswerPlace.Of(await hands.PrepareAsync(Question))!.Key);
        Task<Heard>[] others = [.. Enumerable.Range(0, 3).Select(i => hands.AskAsync(Question, TurnHouse.Caller(subject: $"sub_{i}")))];
        await Poll.UntilAsync(() => hands.Asked.Waiting == 3, "three wait");

        first.Dispose();
        await Poll.UntilAsync(() => hands.Calls == 1 && hands.Asked.Waiting == 2, "one of them asks, and two wait");
        gate.SetResult();

        Assert.Equal(["Answer 1."], (await Task.WhenAll(others)).Select(heard => heard.Text).Distinct());
        Assert.Equal(1, hands.Calls);
    }

    [Fact]
    public async Task What_the_first_heard_is_not_given_when_its_turn_is_gone()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var turn = await hands.PrepareAsync(Question);
        var key = AnswerPlace.Of(turn)!.Key;
        using var first = hands.Asked.Join(key);
        var second = hands.AskAsync(Question);
        await Poll.UntilAsync(() => hands.Asked.Waiting == 1, "the second waits");

        first.Tell(new(turn.Tenant.Id, key, null, turn.Id, turn.Subject, DateTimeOffset.UtcNow, new(Question, "Of one who is gone.", [])));

        Assert.Equal(("Answer 1.", null), ((await second).Text, (await second).Reused));
    }
}
