using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>What is told of the variants of an experiment: at each answer, at each call, and in sum.</summary>
public abstract class ExperimentSuite(DatabaseKind kind)
{
    private static readonly ModelRoute Route = new()
    {
        Name = "chat",
        Rules = [new(null, [new("old")])],
        Experiment = new("tone", Experiment.ByUser, [new("usual", 1), new("bold", 1, [new("new")])]),
    };

    [Fact]
    public async Task Each_person_keeps_to_a_variant_and_answers_calls_and_sums_tell_which()
    {
        await using var hands = await OpenAsync();
        var (usual, bold) = (PersonOf("usual"), PersonOf("bold"));

        var heard = await hands.AskAsync("Hello.", "chat", caller: bold);
        await hands.AskAsync("Hello again.", "chat", caller: bold);
        Assert.Equal(("new", "old"), (heard.Text, (await hands.AskAsync("Hello.", "chat", caller: usual)).Text));

        Assert.Equal(new ExperimentArm("tone", "bold"), (await hands.ProvenanceAsync(heard)).Experiment);
        Assert.Equal([("tone", "bold"), ("tone", "bold"), ("tone", "usual")], await RecordsAsync(hands));
        var sums = await SumsAsync(hands);
        Assert.Equal((2, 0, 0, 2, 2), Counts(sums["bold"]));
        Assert.Equal((1, 0, 0, 1, 1), Counts(sums["usual"]));
        var cost = (await hands.ProvenanceAsync(heard)).Usage!.Cost;
        Assert.True(sums["bold"].Cost > 0 && sums["bold"].InputTokens > sums["usual"].InputTokens && cost != "0");
        Assert.True(sums["bold"].TookMs >= 0 && sums["bold"].FirstTokenMs >= 0);
    }

    [Fact]
    public async Task The_span_of_a_call_says_which_variant_it_is_of()
    {
        await using var hands = await OpenAsync();
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Parley.Models",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);

        var (told, plain) = (await hands.AskAsync("Hello.", "chat", caller: PersonOf("bold")), await hands.AskAsync("Hello.", "old"));

        Assert.Equal(("tone", "bold"), ArmOf(told));
        Assert.Equal((null, null), ArmOf(plain));

        (object?, object?) ArmOf(Heard heard) => spans.Single(span => (string?)span.GetTagItem("parley.turn.id") == heard.Turn.Value) is var span
            ? (span.GetTagItem("parley.experiment"), span.GetTagItem("parley.variant")) : default;
    }

    [Fact]
    public async Task A_variant_that_fails_is_told_apart_from_one_that_gives_no_answer()
    {
        await using var hands = await OpenAsync();
        var bold = PersonOf("bold");
        hands.Failing.Add("new");

        Assert.Equal("old", (await hands.AskAsync("Hello.", "chat", caller: bold)).Text);
        Assert.Equal((1, 0, 1, 1, 1), Counts((await SumsAsync(hands))["bold"]));
        hands.Failing.Add("old");
        await hands.AskAsync("Hello.", "chat", caller: bold);

        Assert.Equal((2, 1, 3, 1, 1), Counts((await SumsAsync(hands))["bold"]));
    }

    [Fact]
    public async Task An_answer_that_goes_on_after_a_crash_stays_with_its_variant()
    {
        await using var hands = await OpenAsync();
        var (caller, choose) = (PersonOf("bold"), hands.House.Get<ChooseModel>());
        var talk = new MemoryHands(hands.House, caller, await hands.House.StartAsync(caller));
        var asked = (await talk.SayAsync(null, ("user", "Hello.")))[0];
        var turn = await talk.TurnAsync(asked, "chat", "Hello.");
        var kept = JsonElement.Parse((await choose.TakeAsync(turn, CancellationToken.None)).Outcome);
        await hands.RouteAsync(Route with { Experiment = null });

        var again = await talk.TurnAsync(asked, "chat", "Hello.");
        Assert.Null(again.Arm);
        await choose.RestoreAsync(again, kept, CancellationToken.None);

        Assert.Equal((new ExperimentArm("tone", "bold"), "new"), (again.Arm, again.Deployment!.Name));
    }

    [Fact]
    public async Task The_figures_of_one_tenant_are_not_anothers()
    {
        await using var hands = await OpenAsync();
        await hands.RouteAsync(Route, "tenant_b");
        await hands.AskAsync("Hello.", "chat", caller: PersonOf("bold"));

        Assert.Empty(await SumsAsync(hands, "tenant_b"));
        Assert.Single(await SumsAsync(hands));
    }

    [Fact]
    public async Task Who_names_another_model_is_part_of_none()
    {
        await using var hands = await OpenAsync();

        var heard = await hands.AskAsync("Hello.", "new", caller: PersonOf("bold"));

        Assert.Null((await hands.ProvenanceAsync(heard)).Experiment);
        Assert.Equal([(null, null)], await RecordsAsync(hands));
        Assert.Empty(await SumsAsync(hands));
    }

    private static Caller PersonOf(string variant) => TurnHouse.Caller(subject: Enumerable.Range(0, 100).Select(one => $"sub_{one}")
        .First(one => Route.Experiment!.VariantFor("chat", new() { Sticky = one })!.Name == variant));

    private static (long, long, long, long, long) Counts(VariantSum sum) => (sum.Requests, sum.Errors, sum.FailedAttempts, sum.Completed, sum.Timed);

    private async Task<RoutedHands> OpenAsync()
    {
        var hands = await RoutedHands.OpenAsync(kind, ("old", 8_000, 1), ("new", 8_000, 2));
        await hands.RouteAsync(Route);
        return hands;
    }

    private static Task<IReadOnlyDictionary<string, VariantSum>> SumsAsync(RoutedHands hands, string tenant = "tenant_a") =>
        hands.House.Get<ExperimentSums>().ReadAsync(new(new(tenant)), "tone", CancellationToken.None);

    private static async Task<IReadOnlyList<(string?, string?)>> RecordsAsync(RoutedHands hands)
    {
        await using var connection = await hands.House.Database.Tenants.OpenAsync(new TenantScope(new("tenant_a")));
        var rows = await connection.QueryAsync<ArmRow>(
            """SELECT experiment AS "Experiment", variant AS "Variant" FROM usage_records WHERE tenant_id = @tenant AND purpose = 'chat' ORDER BY id""");
        return [.. rows.Select(row => (row.Experiment, row.Variant))];
    }

    private sealed record ArmRow(string? Experiment, string? Variant);
}

public sealed class SqliteExperiment() : ExperimentSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlExperiment() : ExperimentSuite(DatabaseKind.PostgreSql);
