using System.Text.Json;

namespace Parley.Orchestration.Tests;

/// <summary>Answers in a form: what is held, what a run makes of what an earlier one showed, and what it costs.</summary>
public sealed class HeldAnswerTests
{
    private const string Fits = """{"city":"Bern"}""";

    [Fact]
    public async Task A_run_that_finds_the_whole_answer_shown_ends_it_without_asking_again()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        var turn = await hands.PrepareAsync("Where?", options: InForm, attempt: 2);
        turn.Draft.Apply(new Delta(Fits));

        Assert.Equal([new Ending("stop")], await ToldAsync(hands, turn));
        Assert.Equal(0, hands.Calls);
    }

    [Fact]
    public async Task A_run_that_finds_half_an_answer_withdraws_it_and_begins_anew()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        hands.Says = (_, _) => Task.FromResult(Fits);
        var turn = await hands.PrepareAsync("Where?", options: InForm, attempt: 2);
        turn.Draft.Apply(new Delta("""{"city":"""));

        var told = await ToldAsync(hands, turn);

        Assert.Equal(new Retract(0, "restarted"), told[0]);
        Assert.Equal(Fits, turn.Draft.Text);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.PostgreSql)]
    public async Task Each_try_is_paid_and_told_in_one_sum_and_the_answer_is_kept_as_it_was_shown(DatabaseKind kind)
    {
        await using var hands = await ReuseHands.OpenAsync(kind, price: 1);
        hands.Says = (call, _) => Task.FromResult(call == 1 ? "{}" : $"So: {Fits}");

        var end = (await hands.AskAsync("Where?", options: InForm)).End;
        var again = (await hands.AskAsync("Where?", options: InForm)).End;

        Assert.Equal((Fits, Fits, 2), (Content(end), Content(again), hands.Calls));
        await using var connection = await hands.House.Database.Tenants.OpenAsync(TurnHouse.Caller().Tenant);
        var paid = await connection.ScalarAsync<long>("SELECT sum(output_tokens) FROM usage_records WHERE tenant_id = @tenant AND purpose = 'chat'", new { });
        Assert.Equal(2, await connection.ScalarAsync<long>("SELECT count(*) FROM usage_records WHERE tenant_id = @tenant AND purpose = 'chat'", new { }));
        Assert.Equal(paid, end.GetProperty("usage").GetProperty("output_tokens").GetInt64());
    }

    [Fact]
    public async Task A_prompt_is_as_it_was_once_the_answer_fits()
    {
        await using var hands = await ReuseHands.OpenAsync(DatabaseKind.Sqlite);
        hands.Says = (call, _) => Task.FromResult(call < 3 ? "No." : Fits);
        var turn = await hands.PrepareAsync("Where?", options: InForm);
        var prompt = turn.Prompt;

        var told = await ToldAsync(hands, turn);

        Assert.Same(prompt, turn.Prompt);
        Assert.Equal(3, turn.Attempts.Count);
        Assert.Equal(turn.Attempts.Sum(attempt => attempt.OutputTokens), Assert.Single(told.OfType<UsageReported>()).Usage.OutputTokens);
    }

    private static TurnOptions InForm(TurnOptions options) => options with
    {
        Format = "json_schema",
        Schema = JsonElement.Parse("""{"type":"object","required":["city"]}"""),
    };

    private static string? Content(JsonElement end) => end.GetProperty("message").GetProperty("content").GetString();

    private static async Task<List<TurnEvent>> ToldAsync(ReuseHands hands, Turn turn)
    {
        var told = new List<TurnEvent>();
        await foreach (var one in hands.House.Get<AskInForm>().AskAsync(turn, CancellationToken.None))
        {
            turn.Draft.Apply(one);
            told.Add(one);
        }

        return told;
    }
}
