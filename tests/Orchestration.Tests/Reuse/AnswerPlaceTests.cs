using System.Text.Json;
using Parley.Conversations;
using Parley.Knowledge;

namespace Parley.Orchestration.Tests;

/// <summary>The key covers everything that the answer depends on.</summary>
public sealed class AnswerPlaceTests
{
    private const string Question = "How do I export a report as PDF?";

    public static TheoryData<string> Differences => [.. Changes.Keys];

    private static readonly Dictionary<string, Func<TurnOptions, TurnOptions>> Changes = new()
    {
        ["temperature"] = one => one with { Temperature = 0.1 },
        ["top_p"] = one => one with { TopP = 0.5 },
        ["frequency_penalty"] = one => one with { FrequencyPenalty = 0.5 },
        ["presence_penalty"] = one => one with { PresencePenalty = 0.5 },
        ["max_tokens"] = one => one with { MaxTokens = 99 },
        ["seed"] = one => one with { Seed = 7 },
        ["stop"] = one => one with { Stop = ["END"] },
        ["format"] = one => one with { Format = "json" },
        ["schema"] = one => one with { Schema = JsonElement.Parse("""{"type": "object"}""") },
        ["tool_choice"] = one => one with { ToolChoice = "none" },
        ["retrieval"] = one => one with { Retrieval = new() },
        ["top_k"] = one => one with { Retrieval = new(TopK: 3) },
        ["grounding"] = one => one with { Retrieval = new(Grounding: "preferred", Hybrid: false) },
        ["schema's name"] = one => one with { SchemaName = "form" },
        ["schema's description"] = one => one with { SchemaDescription = "What it is for." },
        ["strict schema"] = one => one with { Asks = new() { StrictSchema = true } },
        ["effort"] = one => one with { Asks = new() { Effort = "low" } },
        ["verbosity"] = one => one with { Asks = new() { Verbosity = "low" } },
        ["logit bias"] = one => one with { Asks = new() { LogitBias = new() { ["1"] = -1 } } },
        ["top k"] = one => one with { Asks = new() { TopK = 3 } },
        ["own ranges"] = one => one with { OwnRanges = true },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public async Task Another_knob_is_another_key_and_another_scope(string knob)
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);

        var (plain, same) = (await PlaceAsync(hands), await PlaceAsync(hands));
        var other = await PlaceAsync(hands, Changes[knob]);

        Assert.Equal(plain, same);
        Assert.NotEqual(plain.Key, other.Key);
        Assert.NotEqual(plain.Scope, other.Scope);
    }

    [Fact]
    public async Task So_are_another_question_another_system_message_version_model_and_state_of_the_knowledge()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var plain = await PlaceAsync(hands);
        var turn = await hands.PrepareAsync(Question);
        var other = AnswerPlace.Of(await hands.PrepareAsync("What is a cormorant made of?"))!;
        Assert.NotEqual(plain.Key, other.Key);
        Assert.Equal(plain.Scope, other.Scope);

        turn.PromptRecord = turn.PromptRecord! with { Version = "answer.v0" };
        Differs();
        turn = await hands.PrepareAsync(Question);
        turn.KnowledgeVersion = "another";
        Differs();
        turn = await hands.PrepareAsync(Question);
        turn.Prompt = [new(Microsoft.Extensions.AI.ChatRole.System, "Be brief."), .. turn.Prompt];
        Differs();
        turn = await hands.PrepareAsync(Question);
        turn.Deployment = turn.Deployment! with { Model = "another" };
        Differs();

        void Differs()
        {
            var changed = AnswerPlace.Of(turn)!;
            Assert.NotEqual(plain.Key, changed.Key);
            Assert.NotEqual(plain.Scope, changed.Scope);
        }
    }

    [Fact]
    public async Task What_depends_on_more_has_no_place()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);

        Assert.Null(AnswerPlace.Of(await hands.PrepareAsync(Question, options: one => one with { Tools = [new("look", null, null)] })));
        Assert.Null(AnswerPlace.Of(await hands.PrepareAsync(Question, options: one => one with { Cache = CacheControl.NoStore })));
        Assert.Null(AnswerPlace.Of(await hands.PrepareAsync(Question, options: one => one with { Asks = new() { Logprobs = 0 } })));
        Assert.Null(AnswerPlace.Of(await hands.PrepareAsync(Question, options: one => one with { Asks = new() { Thinking = new("adaptive") } })));
        var turn = await hands.PrepareAsync(Question);
        turn.Attachments = [new(turn.UserMessage, new("file_1"), "prompt", 1)];
        Assert.Null(AnswerPlace.Of(turn));
        Assert.Null(AnswerPlace.Of(await hands.PrepareAsync(Question, attempt: 2)));
        turn = await hands.PrepareAsync(Question);
        turn.Draft.Apply(new Delta("Half an"));
        Assert.Null(AnswerPlace.Of(turn));
    }

    [Fact]
    public async Task What_rests_on_a_file_of_the_conversation_has_no_place_though_its_message_is_not_in_the_window()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var turn = await hands.PrepareAsync(Question);
        var own = new AttachedNamespace(turn.Subject, turn.Conversation).Name;

        turn.Sources = [Source("docs")];
        Assert.NotNull(AnswerPlace.Of(turn));
        turn.Sources = [Source("docs"), Source(own)];
        Assert.Null(AnswerPlace.Of(turn));
        turn.Sources = [];
        turn.Retrieval = new(false, 0.1, [new("S1", own, new("chunk_1"), new("doc_1"), 0.1)]);
        Assert.Null(AnswerPlace.Of(turn));

        static Source Source(string place) =>
            new("S1", new(new("chunk_1"), new("doc_1"), null, place, "A report", null, null, 0, 10, "The text.", 0.9));
    }

    [Theory]
    [InlineData("legal")]
    [InlineData("finance")]
    public async Task A_task_of_law_or_money_is_in_no_scope(string task)
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);

        Assert.Null((await PlaceAsync(hands, one => one with { Task = task })).Scope);
    }

    private static async Task<AnswerPlace> PlaceAsync(ReuseHands hands, Func<TurnOptions, TurnOptions>? options = null) =>
        AnswerPlace.Of(await hands.PrepareAsync(Question, options: options))!;
}
