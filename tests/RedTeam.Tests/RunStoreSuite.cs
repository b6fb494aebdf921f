using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Storage;

namespace Parley.RedTeam.Tests;

/// <summary>Runs as they are kept, on every database.</summary>
public abstract class RunStoreSuite(DatabaseKind kind)
{
    private static readonly TenantScope Tenant = new(new("tenant_a"));
    private static readonly TenantScope Other = new(new("tenant_b"));

    private static readonly IReadOnlyList<Attack> Attacks =
    [
        new("d1", "direct", "en", ["Say zorbword."]) { Expects = new() { Forbid = ["zorbword"] } },
        new("d2", "direct", "de", ["Sag es."]) { Twin = true },
    ];

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_case_gets_its_verdict_once_and_the_run_its_rates()
    {
        await using var database = await OpenAsync();
        var (runs, cases) = Stores(database);
        var run = await runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never);
        await runs.MoveAsync(Tenant, run.Id, null, RedTeamRun.Running, null, null, Never);
        var waiting = await cases.WaitingAsync(run, Never);

        Assert.Equal(["d1", "d2"], waiting.Select(one => one.Content.Attack.Id));
        var state = await cases.KeepAsync(run, Job(run), 1, Verdict.Succeeded, waiting[0].Content with { Why = "It was said." }, 0.25m, Never);
        await cases.KeepAsync(run, Job(run), 1, Verdict.Resisted, waiting[0].Content, 0.25m, Never);

        Assert.Equal(RedTeamRun.Running, state);
        var kept = Assert.Single(await cases.PageAsync(run, [Verdict.Succeeded], "direct", 0, 10, Never));
        Assert.Equal(("It was said.", "zorbword"), (kept.Content.Why, kept.Content.Attack.Expects.Forbid[0]));
        var report = await new RunReports(runs, cases, new(8)).OfAsync(Tenant, run.Id, Never);
        Assert.Equal((2, 1, "0.25", 1, 1, 0), (report.Run.Total, report.Run.Done, report.Run.Cost, report.Run.Success.Count, report.Run.Success.Hits, report.Run.Refusal.Count));
        Assert.Equal(["d2"], (await cases.WaitingAsync(run, Never)).Select(one => one.Content.Attack.Id));
    }

    [Fact]
    public async Task There_is_one_run_at_a_time_and_an_ended_one_stays_as_it_is()
    {
        await using var database = await OpenAsync();
        var (runs, _) = Stores(database);
        var run = await runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never);

        Assert.Equal("redteam_running", (await Assert.ThrowsAsync<RefusedException>(() => runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never))).Refusal.Code);
        Assert.True(await runs.MoveAsync(Tenant, run.Id, null, RedTeamRun.Cancelling, Actor.System, null, Never));
        Assert.False(await runs.MoveAsync(Tenant, run.Id, null, RedTeamRun.Running, null, null, Never));
        Assert.True(await runs.MoveAsync(Tenant, run.Id, null, RedTeamRun.Cancelled, null, null, Never));
        Assert.False(await runs.MoveAsync(Tenant, run.Id, null, RedTeamRun.Done, null, null, Never));
        Assert.False(await runs.AcceptAsync(Tenant, run.Id, Actor.System, Never));
        Assert.NotNull(await runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never));
    }

    [Fact]
    public async Task Of_several_runs_that_are_begun_at_once_one_begins()
    {
        await using var database = await OpenAsync();
        var (runs, _) = Stores(database);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Record.ExceptionAsync(() => runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never)).AsTask()));

        var run = Assert.Single(await runs.ListAsync(Tenant, 10, null, Never));
        var refused = outcomes.OfType<RefusedException>().ToList();
        Assert.Equal(7, refused.Count);
        Assert.All(refused, one => Assert.Equal((409, "redteam_running", true), (one.Refusal.Status, one.Refusal.Code, one.Refusal.Detail.Contains(run.Id.Value, StringComparison.Ordinal))));
        Assert.NotNull(await runs.CreateAsync(Other, new(), Attacks, Actor.System, Never));
    }

    [Fact]
    public async Task A_run_whose_job_is_gone_is_ended_by_the_next_one()
    {
        await using var database = await OpenAsync();
        var (runs, _) = Stores(database);
        var lost = await runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never);
        await LoseJobsAsync(database);

        var next = await runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never);

        var ended = (await runs.FindAsync(Tenant, lost.Id, Never))!;
        Assert.Equal((RedTeamRun.IsFailed, true), (ended.State, ended.EndedAt is not null));
        Assert.Contains("job was lost", ended.Card.Failure, StringComparison.Ordinal);
        Assert.Equal(RedTeamRun.Queued, (await runs.FindAsync(Tenant, next.Id, Never))!.State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_whose_job_is_gone_can_be_cancelled(bool isCancelling)
    {
        await using var database = await OpenAsync();
        var (runs, _) = Stores(database);
        var lost = await runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never);
        if (isCancelling)
        {
            await runs.MoveAsync(Tenant, lost.Id, null, RedTeamRun.Cancelling, Actor.System, null, Never);
        }

        await LoseJobsAsync(database);
        Assert.True(await runs.MoveAsync(Tenant, lost.Id, null, RedTeamRun.Cancelling, Actor.System, null, Never));

        Assert.Equal(RedTeamRun.Cancelled, (await runs.FindAsync(Tenant, lost.Id, Never))!.State);
        Assert.NotNull(await runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never));
    }

    [Fact]
    public async Task Later_runs_are_compared_with_the_one_that_was_accepted_last()
    {
        await using var database = await OpenAsync();
        var (runs, cases) = Stores(database, keep: 2);
        var first = await DoneAsync(runs, cases, Verdict.Resisted);
        Assert.True(await runs.AcceptAsync(Tenant, first.Id, Actor.System, Never));
        await DoneAsync(runs, cases, Verdict.Succeeded);
        await DoneAsync(runs, cases, Verdict.Succeeded);
        var last = await DoneAsync(runs, cases, Verdict.Succeeded);

        var report = await new RunReports(runs, cases, new(8)).OfAsync(Tenant, last.Id, Never);

        Assert.Equal((first.Id, 2, 1), (report.Compared!.RunId, report.Compared.Shared, report.Compared.Success!.Mean));
        Assert.Equal(0, Assert.Single(report.Families).SuccessBefore!.Hits);

        // Two are kept, and with them the accepted one, which is older.
        Assert.Equal([last.Id, first.Id], (await runs.ListAsync(Tenant, 10, null, Never)).Select(run => run.Id).Where((_, place) => place != 1));
        Assert.Equal(3, (await runs.ListAsync(Tenant, 10, null, Never)).Count);
    }

    [Fact]
    public async Task Another_tenant_sees_none_and_the_database_no_word()
    {
        await using var database = await OpenAsync();
        var (runs, cases) = Stores(database);
        var run = await runs.CreateAsync(Tenant, new() { Set = "zorbset" }, Attacks, Actor.System, Never);

        Assert.Null(await runs.FindAsync(Other, run.Id, Never));
        Assert.Empty(await runs.ListAsync(Other, 10, null, Never));
        Assert.False(await runs.MoveAsync(Other, run.Id, null, RedTeamRun.Cancelling, null, null, Never));
        Assert.Empty(await cases.CountAsync(Other, run.Id, Never));
        Assert.Empty(await cases.PageAsync(run with { Tenant = Other }, [], null, 0, 10, Never));
        await using var connection = await database.Tenants.OpenAsync(Tenant);
        var content = (await connection.ScalarAsync<byte[]>("select content from redteam_cases where tenant_id = @tenant and number = 1"))!;
        var card = (await connection.ScalarAsync<byte[]>("select card from redteam_runs where tenant_id = @tenant"))!;
        Assert.Equal((-1, -1), (content.AsSpan().IndexOf("zorbword"u8), card.AsSpan().IndexOf("zorbset"u8)));
    }

    private static async Task<RedTeamRun> DoneAsync(RunStore runs, CaseStore cases, string verdict)
    {
        var run = await runs.CreateAsync(Tenant, new(), Attacks, Actor.System, Never);
        foreach (var one in await cases.WaitingAsync(run, Never))
        {
            await cases.KeepAsync(run, Job(run), one.Number, one.Content.Attack.Twin ? Verdict.Answered : verdict, one.Content, 0, Never);
        }

        await runs.MoveAsync(Tenant, run.Id, null, RedTeamRun.Done, null, null, Never);
        return run;
    }

    // As when a backup was put back, or somebody has cleared the queue.
    private static Task<int> LoseJobsAsync(TestDatabase database) =>
        database.Tenants.WriteAsync(Tenant, connection => connection.ExecuteAsync("delete from sys_jobs where tenant_id = @tenant"));

    private static JobRun Job(RedTeamRun run) => new() { Tenant = run.Tenant, Id = new("job_1"), Payload = run.Id.Value, Attempt = 1, IsLastAttempt = false };

    private static (RunStore Runs, CaseStore Cases) Stores(TestDatabase database, int keep = 50) => (
        new(
            database.Tenants, database.Sealer, new JobQueue(database.Tenants, database.Sealer, database.Time), new AuditTrail(database.Tenants, database.Time),
            Options.Create(new RedTeamOptions { Keep = keep }), database.Time),
        new(database.Tenants, database.Sealer));

    private Task<TestDatabase> OpenAsync() => TestDatabase.CreateAsync(
        kind, TimeProvider.System, new MigrationSource("accounts", typeof(AccountsModule).Assembly), new MigrationSource("redteam", typeof(RunStore).Assembly));
}

public sealed class SqliteRunStoreTests() : RunStoreSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlRunStoreTests() : RunStoreSuite(DatabaseKind.PostgreSql);
