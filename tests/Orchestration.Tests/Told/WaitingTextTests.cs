using System.Text;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>What comes in small pieces is written in few events, in their order.</summary>
public sealed class WaitingTextTests
{
    [Fact]
    public void Pieces_of_a_kind_are_one_event_and_the_kinds_keep_their_order()
    {
        var events = Write(new ThinkingTold("a"), new ThinkingTold("b"), new Delta("c"), Likely("c"), new Delta("d"), Likely("d"), new ThinkingTold("e"));

        Assert.Equal(["thinking", "delta", "logprobs", "thinking"], events.Select(one => one.Name));
        Assert.Equal(("ab", "cd", "e"), (Text(events[0]), Text(events[1]), Text(events[3])));
        Assert.Equal(["c", "d"], Assert.IsType<LogprobsTold>(Read(events[2])).Tokens.Select(token => token.Token));
    }

    [Fact]
    public void An_event_of_its_own_is_not_taken()
    {
        var waiting = new WaitingText();

        Assert.False(waiting.TryAdd(new ThinkingEnded("s", null), []));
        Assert.False(waiting.TryAdd(new Retract(0, "guard"), []));
        Assert.True(waiting.IsEmpty);
        Assert.True(waiting.TryAdd(Likely("x"), []));
        Assert.False(waiting.IsEmpty);
    }

    [Fact]
    public void A_draft_that_starts_anew_has_none_of_the_thinking_of_the_old_one()
    {
        var draft = new Draft();
        foreach (var told in (TurnEvent[])[new ThinkingTold("Hm."), new ThinkingEnded("s", null), new ThinkingTold("Wa"), new Delta("One two")])
        {
            draft.Apply(told);
        }

        Assert.Equal([new Thought("Hm.", "s"), new("Wa", null)], draft.Thinking);
        draft.Apply(new Retract(3, "guard"));
        Assert.Equal(("One", 2), (draft.Text, draft.Thinking.Count));
        draft.Apply(new Retract(0, "restarted"));
        Assert.Equal((0, false), (draft.Thinking.Count, draft.IsThinking));
    }

    [Fact]
    public void Two_sends_that_differ_in_what_they_ask_are_not_the_same_send()
    {
        var plain = TurnHouse.Question(new("conv_1"));
        Send[] sends =
        [
            plain,
            plain with { Options = plain.Options with { Asks = new() { Logprobs = 0 } } },
            plain with { Options = plain.Options with { Asks = new() { Verbosity = "low" } } },
            plain with { Options = plain.Options with { SchemaName = "form" } },
            plain with { Messages = [new("user", "Hello", new() { Name = "Ann" })] },
            plain with { Messages = [new("user", "Hello", new() { Name = "Bob" })] },
            plain with { Messages = [new("user", "Hello", new() { Thinking = [new("Hm.", "s")] })] },
            plain with { Messages = [new("user", "Hello") { Files = [SentFile.Within("a.png", [1])] }] },
            plain with { Messages = [new("user", "Hello") { Files = [SentFile.Within("a.png", [1]) with { Detail = "low" }] }] },
        ];

        Assert.Equal(sends.Length, sends.Select(send => send.Hash()).Distinct().Count());
        Assert.Equal(plain.Hash(), (plain with { Options = plain.Options with { Asks = null } }).Hash());
    }

    private static LogprobsTold Likely(string token) => new([new(token, -0.5, null, [])]);

    private static List<(string Name, byte[] Json)> Write(params TurnEvent[] told)
    {
        var (waiting, events) = (new WaitingText(), new List<(string, byte[])>());
        Assert.All(told, one => Assert.True(waiting.TryAdd(one, events)));
        waiting.Close(events);
        return events;
    }

    private static TurnEvent Read((string Name, byte[] Json) one) => TurnJson.Read(new(1, one.Name, one.Json))!;

    private static string Text((string Name, byte[] Json) one) => System.Text.Json.JsonElement.Parse(Encoding.UTF8.GetString(one.Json)).GetProperty("text").GetString()!;
}
