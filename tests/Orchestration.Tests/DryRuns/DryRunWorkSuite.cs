using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration.Tests.DryRuns;

/// <summary>How dry runs begin, go on and end, on every database.</summary>
public abstract class DryRunWorkSuite(DatabaseKind kind)
{
    private static readonly PolicyInput Kept = new(Name: "kept");
    private static readonly PolicyInput Draft = new(Name: "draft", Deny: [new("rivals", ["Globex"])]);

    private static CancellationToken Never => CancellationToken.None;

    [Fact]
    public async Task A_run_goes_on_where_a_lost_worker_left_it_and_counts_nothing_twice()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        for (var at = 0; at < WorkOnDryRun.AtOnce + 10; at++)
        {
            await house.SayAsync("Globex!");
        }

        var run = await house.StartAsync(policy, new(Policy: Draft));
        var job = new JobRun { Tenant = DryRunHouse.Tenant, Id = new("job_a"), Payload = run.Id.Value, Attempt = 1, IsLastAttempt = false };
        var held = 0;

        // The lease is lost after the first piece was kept.
        await Assert.ThrowsAsync<JobLostException>(() => house.Get<WorkOnDryRun>().RunAsync(Losing(job, () => ++held > 1), Never));
        Assert.Equal(("running", (long)WorkOnDryRun.AtOnce), ((await house.ShowAsync(policy, run.Id)).State, (await house.ShowAsync(policy, run.Id)).Done));
        await house.Get<WorkOnDryRun>().RunAsync(job, Never);

        var done = await house.ShowAsync(policy, run.Id);
        Assert.Equal(("done", WorkOnDryRun.AtOnce + 10L, WorkOnDryRun.AtOnce + 10L), (done.State, done.Report.Draft.Block, done.Done));
        Assert.Equal(50, done.Report.Examples.Count);
    }

    [Fact]
    public async Task Who_reads_pieces_of_messages_stands_on_the_audit_trail_and_who_waits_for_the_end_does_not()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        for (var at = 0; at < WorkOnDryRun.AtOnce + 1; at++)
        {
            await house.SayAsync("Globex!");
        }

        var run = await house.StartAsync(policy, new(Policy: Draft));
        var held = 0;
        var job = new JobRun { Tenant = DryRunHouse.Tenant, Id = new("job_a"), Payload = run.Id.Value, Attempt = 1, IsLastAttempt = false };
        await Assert.ThrowsAsync<JobLostException>(() => house.Get<WorkOnDryRun>().RunAsync(Losing(job, () => ++held > 1), Never));
        var underWay = await house.ShowAsync(policy, run.Id);
        var waited = await ReadsAsync(house);
        await house.Get<WorkOnDryRun>().RunAsync(job, Never);
        var done = await house.ShowAsync(policy, run.Id);

        Assert.Equal((50L, 0, 0L), (underWay.Report.Draft.Block, underWay.Report.Examples.Count, waited));
        Assert.Equal((50, 1L), (done.Report.Examples.Count, await ReadsAsync(house)));
    }

    [Fact]
    public async Task One_run_at_a_time_and_after_seven_days_none_is_left()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        var run = await house.StartAsync(policy);
        Assert.Equal("dry_run_in_progress", (await Assert.ThrowsAsync<RefusedException>(() => house.StartAsync(policy))).Refusal.Code);

        await house.Database.RunJobsAsync(house.Get<WorkOnDryRun>(), house.Get<EraseDryRun>());
        Assert.Equal("done", (await house.ShowAsync(policy, run.Id)).State);
        house.Time.Advance(TimeSpan.FromDays(7.1));
        await house.Database.RunJobsAsync(house.Get<WorkOnDryRun>(), house.Get<EraseDryRun>());

        Assert.Equal(404, (await Assert.ThrowsAsync<RefusedException>(() => house.ShowAsync(policy, run.Id))).Refusal.Status);
    }

    [Fact]
    public async Task Of_several_runs_that_are_begun_at_once_one_begins()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Record.ExceptionAsync(() => house.StartAsync(policy)).AsTask()));

        Assert.Equal(7, outcomes.Count(outcome => outcome is RefusedException { Refusal: { Status: 409, Code: "dry_run_in_progress" } }));
        Assert.Single(await house.Runs.ListAsync(DryRunHouse.Tenant, policy, 10, Never));
    }

    [Fact]
    public async Task A_run_whose_job_is_gone_is_ended_by_the_next_one()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        var lost = await house.StartAsync(policy);
        await house.Database.Tenants.WriteAsync(DryRunHouse.Tenant, connection => connection.ExecuteAsync("DELETE FROM sys_jobs WHERE tenant_id = @tenant"));

        var next = await house.StartAsync(policy);

        Assert.Equal(("failed", "queued"), ((await house.ShowAsync(policy, lost.Id)).State, (await house.ShowAsync(policy, next.Id)).State));
    }

    [Fact]
    public async Task A_run_that_fails_in_the_end_keeps_what_it_had_found()
    {
        await using var house = await OpenAsync();
        var policy = await house.AddAsync(Kept);
        for (var at = 0; at < WorkOnDryRun.AtOnce + 10; at++)
        {
            await house.SayAsync("Globex!");
        }

        var run = await house.StartAsync(policy, new(Policy: Draft));
        var held = 0;
        var last = new JobRun
        {
            Tenant = DryRunHouse.Tenant,
            Id = new("job_a"),
            Payload = run.Id.Value,
            Attempt = 5,
            IsLastAttempt = true,
            OnHold = _ => ++held == 2 ? throw new InvalidOperationException("The disk is full.") : Task.FromResult(true),
        };
        await Assert.ThrowsAsync<InvalidOperationException>(() => house.Get<WorkOnDryRun>().RunAsync(last, Never));

        var failed = await house.ShowAsync(policy, run.Id);
        Assert.Equal(("failed", (long)WorkOnDryRun.AtOnce, (long)WorkOnDryRun.AtOnce), (failed.State, failed.Done, failed.Report.Messages));
        Assert.Equal(WorkOnDryRun.AtOnce, failed.Report.Draft.Block);
    }

    private static async Task<long> ReadsAsync(DryRunHouse house)
    {
        await using var connection = await house.Database.Tenants.OpenAsync(DryRunHouse.Tenant);
        return await connection.ScalarAsync<long>("SELECT count(*) FROM audit_events WHERE tenant_id = @tenant AND action = 'policy.dry_run_read'");
    }

    private static JobRun Losing(JobRun job, Func<bool> isLost) => new()
    {
        Tenant = job.Tenant,
        Id = job.Id,
        Payload = job.Payload,
        Attempt = 1,
        IsLastAttempt = false,
        OnHold = _ => Task.FromResult(!isLost()),
    };

    private Task<DryRunHouse> OpenAsync() => DryRunHouse.OpenAsync(kind);
}

public sealed class SqliteDryRunWorkTests() : DryRunWorkSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlDryRunWorkTests() : DryRunWorkSuite(DatabaseKind.PostgreSql);
