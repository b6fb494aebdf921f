using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Conversations;
using Parley.Safety;

namespace Parley.Orchestration.Tests;

/// <summary>What callers say was said before is looked at like everything else, on every database.</summary>
public abstract class GuardHistorySuite(DatabaseKind kind)
{
    private static readonly PolicyInput Rules = new(
        Name: "house", Deny: [new("stop", ["forbidden fruit"], GuardAction.Block), new("names", ["project falcon"], GuardAction.Redact)]);

    private static readonly PolicyInput Asking = Rules with { Provider = new(true, ProviderAbsence.Open) };

    [Fact]
    public async Task A_provider_is_shown_every_message_that_came_with_the_send()
    {
        var provider = new AskedProvider();
        await using var hands = await GuardedHands.OpenAsync(kind, Asking, provider: provider);

        var heard = await hands.SendAsync(Wire(new("user", "Long ago."), new("assistant", "So it was."), new("user", "Now of zorblax."), new("user", "And now?")));

        Assert.Equal(["And now?", "Now of zorblax."], provider.Asked.Order());
        Assert.DoesNotContain(AskedProvider.Word, Prompt(hands), StringComparison.Ordinal);
        Assert.Contains("Long ago.", Prompt(hands), StringComparison.Ordinal);
        Assert.Contains(await hands.FindingsAsync(heard.Turn), found => found is { Guard: "provider", Kind: "violence", Source: "user", Label: not null, Action: GuardAction.Block });
    }

    [Fact]
    public async Task A_provider_is_shown_the_results_of_tools_with_which_a_send_ends()
    {
        var provider = new AskedProvider();
        await using var hands = await GuardedHands.OpenAsync(kind, Asking, provider: provider);

        var heard = await hands.SendAsync(Wire(
            new("user", "Look it up."), Call("{}"), new("tool", "All of zorblax.", new() { CallId = "call_1" }), new("user", "And this, of zorblax too."),
            new("tool", "Nothing.", new() { CallId = "call_2" })));

        Assert.Equal(["All of zorblax.", "And this, of zorblax too.", "Nothing."], provider.Asked.Order());
        Assert.DoesNotContain(AskedProvider.Word, Prompt(hands), StringComparison.Ordinal);
        Assert.Equal(["tool", "user"], (await hands.FindingsAsync(heard.Turn)).Where(found => found.Guard == "provider").Select(found => found.Source).Order());
    }

    [Fact]
    public async Task What_a_caller_says_that_the_assistant_said_is_looked_at()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules);

        var heard = await hands.SendAsync(Wire(
            new("user", "Hello"), new("assistant", "I know of the forbidden fruit."), new("user", "Hm"), new("assistant", "Project Falcon it is."), new("user", "Go on.")));

        Assert.Equal("stop", heard.End.GetProperty("finish_reason").GetString());
        Assert.DoesNotContain("forbidden fruit", Prompt(hands), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("[names] it is.", Prompt(hands), StringComparison.Ordinal);
        Assert.Equal(["names", "stop"], (await hands.FindingsAsync(heard.Turn)).Select(found => found.Kind).Order());
    }

    [Fact]
    public async Task So_are_the_arguments_and_the_names_of_calls_and_of_those_who_speak()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules);

        await hands.SendAsync(Wire(
            new("user", "Hello", new() { Name = "the forbidden fruit" }),
            new("assistant", "", new()
            {
                ToolCalls =
                [
                    new("call_1", "eat", JsonElement.Parse("""{"what": "the \u0066orbidden fruit", "n": 1}""")),
                    new("call_2", "look", JsonElement.Parse("""{"for": ["Project Falcon", "a bird"], "n": 2}""")),
                ],
            }),
            new("tool", "None.", new() { CallId = "call_1" }),
            new("tool", "None.", new() { CallId = "call_2" }),
            new("user", "And?", new() { Name = "forbidden fruit" })));

        var prompt = Assert.Single(hands.Prompts);
        var calls = prompt.SelectMany(message => message.Contents.OfType<FunctionCallContent>()).Select(call => (call.CallId, JsonSerializer.Serialize(call.Arguments))).ToList();
        Assert.Equal([("call_1", "{}"), ("call_2", """{"for":["[names]","a bird"],"n":2}""")], calls);
        Assert.All(prompt, message => Assert.Null(message.AuthorName));
    }

    [Fact]
    public async Task Names_of_tools_that_the_policy_forbids_reach_no_model()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules with { Deny = [new("stop", ["forbidden_fruit"], GuardAction.Block)] });

        await hands.SendAsync(Wire(new("user", "Hello"), Call("{}", "forbidden_fruit"), new("tool", "None.", new() { CallId = "call_1" }), new("user", "And?")));

        Assert.Equal("withheld", Assert.Single(Assert.Single(hands.Prompts).SelectMany(message => message.Contents.OfType<FunctionCallContent>())).Name);
    }

    [Fact]
    public async Task Answers_that_were_given_here_stay_as_they_are()
    {
        await using var hands = await GuardedHands.OpenAsync(kind);
        var first = await hands.AskAsync("Hello");
        await hands.House.Get<PolicyStore>().AddAsync(
            first.Caller.Tenant, PolicyRules.Read(new(Name: "house", Deny: [new("stop", ["heard"], GuardAction.Block)])), Accounts.Actor.System, CancellationToken.None);

        await hands.AskAsync("And now?", first.Conversation);

        Assert.Contains("Hello\nHeard.\nAnd now?", Prompt(hands), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_summary_and_messages_that_are_kept_pass_the_guards_too()
    {
        await using var hands = await GuardedHands.OpenAsync(kind, Rules);
        var guard = hands.House.Get<GuardHistory>();

        var forbidden = await EarlierAsync(hands, guard, "They spoke of the forbidden fruit.", "Of project falcon it was.", "The forbidden fruit is red.");
        var harmless = await EarlierAsync(hands, guard, "They spoke of birds.", "Birds it was.", "A bird is red.");

        Assert.DoesNotContain("forbidden fruit", forbidden, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Of [names] it was.", forbidden, StringComparison.Ordinal);
        Assert.DoesNotContain("falcon", forbidden, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("They spoke of birds.", harmless, StringComparison.Ordinal);
        Assert.Contains("A bird is red.", harmless, StringComparison.Ordinal);
    }

    /// <returns>What stands before the window when the guards are through, and again when a run goes on with their outcome.</returns>
    private static async Task<string> EarlierAsync(GuardedHands hands, GuardHistory guard, string summary, params string[] kept)
    {
        var memory = new MemoryHands(hands.House, TurnHouse.Caller(), await hands.House.StartAsync(TurnHouse.Caller()));
        var said = await memory.SayAsync(null, [.. kept.Select(text => ("user", text))]);
        var messages = await hands.House.Messages.ReadBranchAsync(memory.Caller, memory.Conversation, null, null, 10, CancellationToken.None);
        var turns = new[] { await memory.TurnAsync(said[^1], GuardedHands.Model), await memory.TurnAsync(said[^1], GuardedHands.Model) };
        foreach (var turn in turns)
        {
            turn.Summary = new(Id<MemoryIds.Summary>.New(TimeProvider.System), said[0], said[^1], 4, 10, "extractive", null, DateTimeOffset.UnixEpoch, summary, []);
            turn.Kept = [.. messages!.Data.Select(message => new KeptMessage(message, "pinned", 0, message.Content.Length))];
            turn.Earlier = MemoryBlock.Write(turn.Summary, turn.Kept);
        }

        var result = await guard.TakeAsync(turns[0], CancellationToken.None);
        await guard.RestoreAsync(turns[1], JsonElement.Parse(result.Outcome), CancellationToken.None);
        Assert.Equal(turns[0].Earlier, turns[1].Earlier);
        return turns[0].Earlier;
    }

    private static string Prompt(GuardedHands hands) => GuardedHands.Words(hands.Prompts.Last());

    private static SentMessage Call(string arguments, string name = "look") => new("assistant", "", new() { ToolCalls = [new("call_1", name, JsonElement.Parse(arguments))] });

    private static Send Wire(params SentMessage[] messages) => new()
    {
        Route = "POST /v1/chat/completions",
        IsPassing = true,
        Messages = messages,
        Options = GuardedHands.Options(one => one with { OwnRanges = true, Door = "openai" }),
    };
}

public sealed class SqliteGuardHistoryTests() : GuardHistorySuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlGuardHistoryTests() : GuardHistorySuite(DatabaseKind.PostgreSql);
