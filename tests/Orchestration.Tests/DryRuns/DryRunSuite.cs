using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration.Tests.DryRuns;

/// <summary>What would have been blocked last week, on every database.</summary>
public abstract class DryRunSuite(DatabaseKind kind)
{
    private static readonly PolicyInput Kept = new(Name: "kept");
    private static readonly PolicyInput Draft = new(Name: "draft", Deny: [new("rivals", ["Globex"])]);

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_draft_is_set_against_the_policy_in_force()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        var asked = await house.SayAsync("Write to ann@example.com whether Globex is cheaper.");
        await house.SayAsync("The sea is blue.", "assistant");
        await house.SayAsync("Hello there");

        var run = await house.TryAsync(policy, new(Policy: Draft));

        Assert.Equal(("done", 3L, 3L), (run.State, run.Done, run.Total));
        Assert.Equal((3L, 1L, 0L, false), (run.Report.Messages, run.Report.Stricter, run.Report.Milder, run.Report.Partial));
        Assert.Equal((0L, 1L), (run.Report.Now.Block, run.Report.Draft.Block));
        Assert.Equal(new GuardCounts("term", "rivals", ActionCounts.None, new(0, 0, 0, 0, 1)), Assert.Single(run.Report.Guards));
        var example = Assert.Single(run.Report.Examples);
        Assert.Equal((asked, "user", GuardAction.Allow, GuardAction.Block), (example.MessageId, example.Source, example.Now, example.Draft));
        Assert.Equal("Write to [email] whether Globex is cheaper.", example.Excerpt);
    }

    [Fact]
    public async Task Only_messages_of_the_days_and_the_source_that_were_asked_for_are_looked_at()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        await house.SayAsync("Globex, long ago");
        house.Time.Advance(TimeSpan.FromDays(8));
        await house.SayAsync("Globex, this week");
        await house.SayAsync("Globex is what they say.", "assistant");
        await house.SayAsync("Globex must not be named.", "system");

        Assert.Equal(2, (await house.TryAsync(policy, new(Policy: Draft))).Report.Draft.Block);
        Assert.Equal(1, (await house.TryAsync(policy, new(Policy: Draft, Source: "output"))).Report.Draft.Block);
        Assert.Equal(2, (await house.TryAsync(policy, new(From: house.Time.GetUtcNow().AddDays(-30), Policy: Draft, Source: "user"))).Report.Draft.Block);
        Assert.Equal(1, (await house.TryAsync(policy, new(From: house.Time.GetUtcNow().AddDays(-30), To: house.Time.GetUtcNow().AddDays(-2), Policy: Draft))).Report.Draft.Block);
    }

    [Fact]
    public async Task What_was_replaced_by_a_placeholder_is_counted_as_what_it_was()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        await house.SayAsync("My card is [CARD_1].");
        await house.SayAsync(@"They write [\CARD_1] in the manual.");

        var report = (await house.TryAsync(policy, new(Policy: new(Name: "draft", PersonalData: new Dictionary<string, PersonalAction> { ["card"] = PersonalAction.Block })))).Report;

        Assert.Equal(new GuardCounts("personal_data", "card", new(0, 1, 0, 0, 0), new(0, 0, 0, 0, 1)), Assert.Single(report.Guards));
    }

    [Fact]
    public async Task A_message_that_is_erased_meanwhile_is_shown_no_more()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        var said = await house.SayAsync("Globex!");
        var run = await house.TryAsync(policy, new(Policy: Draft));
        Assert.Equal("Globex!", Assert.Single(run.Report.Examples).Excerpt);

        await house.Database.Tenants.WriteAsync(DryRunHouse.Tenant, connection => connection.ExecuteAsync("DELETE FROM messages WHERE tenant_id = @tenant AND id = @id", new { id = said.Value }));

        Assert.Null(Assert.Single((await house.ShowAsync(policy, run.Id)).Report.Examples).Excerpt);
    }

    [Fact]
    public async Task What_nobody_can_read_any_more_is_counted_apart()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        await house.SayAsync("Globex!", subject: "sub_gone");
        await house.SayAsync("Globex?");
        await house.Database.Sealer.ShredAsync(DryRunHouse.Tenant.Id, "sub_gone");

        var report = (await house.TryAsync(policy, new(Policy: Draft))).Report;

        Assert.Equal((1L, 1L, 1L), (report.Messages, report.Unreadable, report.Draft.Block));
    }

    [Fact]
    public async Task A_cancelled_run_stops_and_keeps_what_it_found()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        await house.SayAsync("Globex!");
        var run = await house.StartAsync(policy, new(Policy: Draft));

        var cancelled = await house.CancelAsync(policy, run.Id);
        await house.Database.RunJobsAsync(house.Get<WorkOnDryRun>());

        Assert.Equal(("cancelled", 0L), (cancelled.State, cancelled.Report.Messages));
        Assert.Equal("cancelled", (await house.ShowAsync(policy, run.Id)).State);
    }

    [Fact]
    public async Task Another_tenant_sees_neither_the_run_nor_the_messages()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        var theirs = await house.AddAsync(Kept, DryRunHouse.Other);
        await house.SayAsync("Globex!", tenant: DryRunHouse.Other);
        var run = await house.TryAsync(policy, new(Policy: Draft));

        Assert.Equal(0, run.Report.Messages);
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => house.ShowAsync(policy, run.Id, DryRunHouse.Other))).Refusal.Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => house.ShowAsync(theirs, run.Id))).Refusal.Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => house.StartAsync(theirs))).Refusal.Status);
    }

    [Fact]
    public async Task Times_that_cannot_be_are_refused_with_the_remedy()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        var now = house.Time.GetUtcNow();
        foreach (var (request, says) in ((DryRunRequest, string)[])
        [
            (new(From: now.AddDays(1)), "not before the end"), (new(From: now.AddDays(-100)), "more than 92 days"), (new(Source: "document"), "user or output"),
            (new(From: DateTimeOffset.MaxValue, To: DateTimeOffset.MinValue), "not before the end"),
        ])
        {
            Assert.Contains(says, (await Assert.ThrowsAsync<RefusedException>(() => house.StartAsync(policy, request))).Refusal.Detail, StringComparison.Ordinal);
        }

        Assert.Equal(0, (await house.StartAsync(policy, new(To: DateTimeOffset.MinValue.AddDays(1)))).Total);
    }

    private Task<DryRunHouse> OpenAsync() => DryRunHouse.OpenAsync(kind);
}

public sealed class SqliteDryRunTests() : DryRunSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlDryRunTests() : DryRunSuite(DatabaseKind.PostgreSql);
