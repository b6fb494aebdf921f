using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Models;

namespace Parley.Orchestration.Tests;

/// <summary>What follows from understanding a message, on every database.</summary>
public abstract class UnderstandSuite(DatabaseKind kind)
{
    private const string Legal = "Can my landlord raise the rent without notice, and do I need a lawyer to review my rental agreement?";

    [Fact]
    public async Task The_intent_is_told_after_the_start_and_kept_in_the_record_without_the_text()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();
        var (turn, _) = await house.AskAsync(caller, TurnHouse.Question(await house.StartAsync(caller), Legal));

        var entries = await house.ReadAsync(turn);
        var record = await house.Turns.ProvenanceAsync(caller, turn, null, CancellationToken.None);

        Assert.Equal(["turn.started", "intent"], entries.Take(2).Select(entry => entry.Name));
        Assert.Single(entries, entry => entry.Name == "intent");
        var told = Assert.IsType<IntentTold>(TurnJson.Read(entries[1]));
        Assert.Equal(("question", "legal", "en"), (told.Intent, told.Task, told.Language));
        Assert.Equal((told.Task, told.TaskConfidence), (record.Understanding!.Task, record.Understanding.TaskConfidence));
        Assert.InRange(record.Understanding.Complexity, 0, 1);
        Assert.DoesNotContain("landlord", JsonSerializer.Serialize(record.Understanding), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_run_that_goes_on_tells_no_second_intent_and_keeps_what_the_first_had_understood()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (_, held, log) = await house.ClaimAsync(lease: TurnHouse.Lapsed, text: Legal);
        var first = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!;
        await foreach (var told in house.Get<TurnPipeline>().RunAsync(first.Turn, first.Kept, log.Keep, CancellationToken.None))
        {
            await log.AppendAsync(told, CancellationToken.None);
            if (told is IntentTold)
            {
                break;
            }
        }

        await log.FlushAsync(CancellationToken.None);
        house.Get<IOptions<UnderstandingOptions>>().Value.TaskConfidence = 1;
        var again = Assert.Single(await house.Get<RunStore>().ClaimAsync(TurnHouse.Lease, TurnHouse.Limit, 5, CancellationToken.None));
        var second = (await house.Get<TurnStore>().LoadAsync(again, CancellationToken.None))!;
        var rest = new List<TurnEvent>();
        await foreach (var told in house.Get<TurnPipeline>().RunAsync(second.Turn, second.Kept, (_, _) => { }, CancellationToken.None))
        {
            rest.Add(told);
        }

        Assert.True(second.Turn.Draft.IsUnderstood);
        Assert.DoesNotContain(rest, told => told is TurnStarted or IntentTold);
        Assert.Equal(first.Turn.Understanding, second.Turn.Understanding);
        Assert.Equal(0.3, second.Turn.Knobs!.Knobs.Temperature);
    }

    [Fact]
    public async Task A_legal_question_is_answered_at_a_low_temperature_and_the_start_says_why()
    {
        await using var house = await TurnHouse.OpenAsync(kind);

        var (started, _) = await StartedAsync(house, new() { Retrieval = null, Temperature = 1.1 });

        Assert.Equal(0.3, started.Knobs.Temperature);
        var adjustment = Assert.Single(started.Adjusted, one => one.Knob == "temperature");
        Assert.StartsWith("The question was understood as a legal one (confidence 0.", adjustment.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_task_of_the_request_and_knobs_of_another_wire_format_stay_as_they_are()
    {
        await using var house = await TurnHouse.OpenAsync(kind);

        var (named, _) = await StartedAsync(house, new() { Retrieval = null, Task = "marketing" });
        var (foreign, _) = await StartedAsync(house, new() { Retrieval = null, OwnRanges = true, Temperature = 1.8 });

        Assert.Equal(0.7, named.Knobs.Temperature);
        Assert.Equal(1.8, foreign.Knobs.Temperature);
    }

    [Fact]
    public async Task Switched_off_nothing_is_understood_told_or_changed()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        house.Get<IOptions<UnderstandingOptions>>().Value.Enabled = false;

        var (started, turn) = await StartedAsync(house, new() { Retrieval = null });

        Assert.Equal(0.7, started.Knobs.Temperature);
        Assert.DoesNotContain(await house.ReadAsync(turn), entry => entry.Name == "intent");
        Assert.Null((await house.Turns.ProvenanceAsync(TurnHouse.Caller(), turn, null, CancellationToken.None)).Understanding);
    }

    [Fact]
    public async Task A_message_without_a_word_is_answered_without_an_intent()
    {
        await using var house = await TurnHouse.OpenAsync(kind);
        var caller = TurnHouse.Caller();

        var (turn, end) = await house.AskAsync(caller, TurnHouse.Question(await house.StartAsync(caller), "?!"));

        Assert.Equal("turn.completed", end.Name);
        Assert.DoesNotContain(await house.ReadAsync(turn), entry => entry.Name == "intent");
    }

    [Fact]
    public async Task What_a_tool_said_is_not_understood_as_somebodys_wish()
    {
        await using var house = await TurnHouse.OpenAsync(kind, works: false);
        var (_, held, _) = await house.ClaimAsync(text: Legal);
        var asked = (await house.Get<TurnStore>().LoadAsync(held, CancellationToken.None))!.Turn;
        var turn = new Turn
        {
            Id = asked.Id,
            Tenant = asked.Tenant,
            Subject = asked.Subject,
            Conversation = asked.Conversation,
            UserMessage = asked.UserMessage,
            AssistantMessage = asked.AssistantMessage,
            Options = asked.Options,
            UserText = Legal,
            Attempt = 1,
            AcceptedAt = asked.AcceptedAt,
            AnswersTool = true,
        };

        var result = await house.Get<Understand>().TakeAsync(turn, CancellationToken.None);

        Assert.Null(turn.Understanding);
        Assert.Contains("null", Encoding.UTF8.GetString(result.Outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void A_route_is_asked_with_what_was_understood_and_a_named_task_stands_above_a_guess()
    {
        var understood = new UnderstandingRecord("question", 0.9, "legal", 0.8, "de", 0.99, 0.6, 0.7);

        Assert.Equal(new RouteQuestion { Intent = "question", Task = "legal", Complexity = 0.6, Language = "de" }, understood.ToRouteQuestion(new()));
        Assert.Equal("marketing", understood.ToRouteQuestion(new() { Task = "marketing" }).Task);
    }

    private static async Task<(TurnStarted Started, TurnId Turn)> StartedAsync(TurnHouse house, TurnOptions options)
    {
        var caller = TurnHouse.Caller();
        var (turn, _) = await house.AskAsync(caller, TurnHouse.Question(await house.StartAsync(caller), Legal) with { Options = options });
        return (Assert.IsType<TurnStarted>(TurnJson.Read((await house.ReadAsync(turn))[0])), turn);
    }
}

public sealed class SqliteUnderstandTests() : UnderstandSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlUnderstandTests() : UnderstandSuite(DatabaseKind.PostgreSql);
