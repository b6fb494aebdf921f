using Parley.TestKit;

namespace Parley.Storage.Tests;

public abstract class JobSuite(DatabaseKind kind) : DatabaseSuite(kind)
{
    private const string Kind0 = "test.work";

    [Fact]
    public async Task A_job_is_done_once_with_its_payload()
    {
        var handler = new Handler((_, _) => Task.CompletedTask);
        var id = await EnqueueAsync("""{"text":"secret words"}""");

        Assert.Equal(1, await Database.RunJobsAsync(handler));
        Assert.Equal(0, await Database.RunJobsAsync(handler));

        Assert.Equal(("""{"text":"secret words"}""", Acme, 1), (handler.Seen[0].Payload, handler.Seen[0].Tenant, handler.Seen[0].Attempt));
        Assert.Equal("done", (await FindAsync(id)).State);
    }

    [Fact]
    public async Task A_job_exists_only_if_its_transaction_commits()
    {
        var key = await Database.Sealer.KeyAsync(Acme.Id, JobQueue.KeyOwner);

        await Assert.ThrowsAsync<FormatException>(() => Tenants.WriteAsync(Acme, async connection =>
        {
            await Database.Jobs.EnqueueAsync(connection, key, Kind0, "{}");
            throw new FormatException();
        }));

        Assert.Equal(0, await Database.RunJobsAsync(new Handler((_, _) => Task.CompletedTask)));
    }

    [Fact]
    public async Task Many_who_ask_for_the_same_job_at_once_get_one()
    {
        var handler = new Handler((_, _) => Task.CompletedTask);

        var waits = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EnqueueOnceAsync("job_all")));

        Assert.All(waits, Assert.True);
        Assert.Equal(1, await Database.RunJobsAsync(handler));
        Assert.Equal("{}", Assert.Single(handler.Seen).Payload);
    }

    [Fact]
    public async Task Who_asks_for_a_job_that_has_begun_or_is_over_is_told_so()
    {
        var duringIt = true;
        await EnqueueOnceAsync("job_all");
        await Database.RunJobsAsync(new Handler(async (_, _) => duringIt = await EnqueueOnceAsync("job_all")));

        Assert.False(duringIt);
        Assert.False(await EnqueueOnceAsync("job_all"));
        Assert.Equal(0, await Database.RunJobsAsync(new Handler((_, _) => Task.CompletedTask)));
    }

    [Fact]
    public async Task Payload_and_reason_are_sealed_at_rest()
    {
        await EnqueueAsync("secret words");
        await Database.RunJobsAsync(new Handler((_, _) => throw new PermanentJobException("secret reason")));

        await using var connection = await Tenants.OpenAsync(Acme);
        var row = (await connection.QueryAsync<Kept>("SELECT payload AS Payload, error AS Error FROM jobs WHERE tenant_id = @tenant"))[0];
        Assert.Equal(-1, row.Payload.AsSpan().IndexOf("secret"u8));
        Assert.Equal(-1, row.Error.AsSpan().IndexOf("secret"u8));
    }

    [Fact]
    public async Task A_job_waits_for_its_time()
    {
        var handler = new Handler((_, _) => Task.CompletedTask);
        await EnqueueAsync("{}", new JobOptions(RunAfter: TimeSpan.FromMinutes(10)));

        Assert.Equal(0, await Database.RunJobsAsync(handler));
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(1, await Database.RunJobsAsync(handler));
    }

    [Fact]
    public async Task Who_waits_for_work_is_not_woken_for_what_is_due_much_later()
    {
        var (woken, due) = (new List<string>(), new TaskCompletionSource());
        using var subscription = Database.Signals.Subscribe(JobQueue.WaitingTopic, key =>
        {
            if (key.Length > 0)
            {
                woken.Add(key);
                due.TrySetResult();
            }
        });

        await EnqueueAsync("{}", new JobOptions(RunAfter: TimeSpan.FromHours(1)));
        await EnqueueAsync("{}");

        await due.Task;
        Assert.Equal([Kind0], woken);
    }

    [Fact]
    public async Task A_failed_attempt_is_tried_again_after_growing_pauses_and_then_buried_with_its_reason()
    {
        var handler = new Handler((_, _) => throw new RefusedException(Refusal.Invalid("file", "The file is empty.")));
        var id = await EnqueueAsync("{}", new JobOptions(MaxAttempts: 3));
        var pauses = new List<double>();

        for (var attempt = 1; attempt <= 3; attempt++)
        {
            Assert.Equal(1, await Database.RunJobsAsync(handler));
            Assert.Equal(0, await Database.RunJobsAsync(handler));
            if (attempt < 3)
            {
                Assert.Equal(("queued", "The file is empty."), ((await FindAsync(id)).State, (await FindAsync(id)).Error));
                pauses.Add(await PassPauseAsync());
            }
        }

        var status = await FindAsync(id);
        Assert.Equal(("failed", "The file is empty.", 3), (status.State, status.Error, status.Attempts));
        Assert.InRange(pauses[0], 1500, 2500);
        Assert.InRange(pauses[1], 3000, 5000);
        Assert.Equal([false, false, true], handler.Seen.Select(job => job.IsLastAttempt));
    }

    [Fact]
    public async Task A_job_that_cannot_succeed_is_buried_at_once_and_can_be_revived()
    {
        var id = await EnqueueAsync("{}");
        await Database.RunJobsAsync(new Handler((_, _) => throw new PermanentJobException("No such format.")));
        Assert.Equal(("failed", "No such format."), ((await FindAsync(id)).State, (await FindAsync(id)).Error));

        Assert.True(await Database.Jobs.RetryAsync(Acme, id));
        await Database.RunJobsAsync(new Handler((_, _) => Task.CompletedTask));

        Assert.Equal(("done", null), ((await FindAsync(id)).State, (await FindAsync(id)).Error));
        Assert.False(await Database.Jobs.RetryAsync(Acme, id));
    }

    [Fact]
    public async Task What_went_wrong_inside_is_not_told_outside()
    {
        var id = await EnqueueAsync("{}", new JobOptions(MaxAttempts: 1));

        await Database.RunJobsAsync(new Handler((_, _) => throw new FormatException("/etc/passwd is not a number")));

        Assert.DoesNotContain("passwd", (await FindAsync(id)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_can_be_seen_while_the_job_runs()
    {
        var id = await EnqueueAsync("{}");

        await Database.RunJobsAsync(new Handler(async (job, token) =>
        {
            await job.ReportAsync(3, 10, 1, token);
            var status = await FindAsync(id);
            Assert.Equal(("running", 3, 10, 1), (status.State, status.Done, status.Total, status.Failed));
        }));

        Assert.Equal("done", (await FindAsync(id)).State);
    }

    [Fact]
    public async Task A_zombie_neither_reports_nor_ends_a_job_that_another_took()
    {
        var id = await EnqueueAsync("{}");
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var refused = new List<Exception>();
        var zombie = new Handler(async (job, _) =>
        {
            reached.SetResult();
            await goOn.Task;
            refused.Add(await Assert.ThrowsAsync<JobLostException>(() => job.ReportAsync(1, 1)));
            refused.Add(await Assert.ThrowsAsync<JobLostException>(() => Tenants.WriteAsync(job.Tenant, job.HoldAsync)));
            throw new PermanentJobException("the zombie's word");
        });
        var first = Database.RunJobsAsync(zombie);
        await reached.Task;

        // The zombie renews its lease by the same clock; a lapse is what the database says, so it is written there.
        await LapseAsync();
        await Database.RunJobsAsync(new Handler((job, token) => job.ReportAsync(7, 7, token)));
        goOn.SetResult();
        await first;

        var status = await FindAsync(id);
        Assert.Equal(2, refused.Count);
        Assert.Equal(("done", 7, null, 2), (status.State, status.Done, status.Error, status.Attempts));
    }

    [Fact]
    public async Task A_job_whose_worker_was_lost_each_time_is_buried()
    {
        var id = await EnqueueAsync("{}", new JobOptions(MaxAttempts: 1));
        await Database.System.WriteAsync(connection => connection.ExecuteAsync(
            "UPDATE sys_jobs SET state = 'running', attempts = 1, fence = 1, due_at = {now} - 1"));
        var handler = new Handler((_, _) => Task.CompletedTask);

        await Database.RunJobsAsync(handler);

        Assert.Empty(handler.Seen);
        Assert.Equal("failed", (await FindAsync(id)).State);
    }

    [Fact]
    public async Task The_lease_is_kept_while_the_handler_works()
    {
        await EnqueueAsync("{}");
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var running = Database.RunJobsAsync(new Handler(async (_, _) =>
        {
            reached.SetResult();
            await goOn.Task;
        }));
        await reached.Task;
        var before = await DueAtAsync();

        Time.Advance(TimeSpan.FromSeconds(11));
        await Poll.UntilAsync(async () => await DueAtAsync() > before, "the lease is renewed");
        goOn.SetResult();

        Assert.Equal(1, await running);
    }

    [Fact]
    public async Task Many_workers_do_each_job_once()
    {
        for (var number = 0; number < 20; number++)
        {
            await EnqueueAsync($"{number}");
        }

        var handler = new Handler((_, _) => Task.CompletedTask);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Database.RunJobsAsync(handler))));

        Assert.Equal(Enumerable.Range(0, 20), handler.Seen.Select(job => int.Parse(job.Payload, null)).Order());
    }

    [Fact]
    public async Task The_service_wakes_for_a_job_and_gives_back_what_it_could_not_finish()
    {
        var reached = new TaskCompletionSource();
        using var worker = Database.Worker([new Handler(async (_, token) =>
        {
            reached.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
        })]);
        await worker.StartAsync(CancellationToken.None);

        var id = await EnqueueAsync("{}");
        await reached.Task;
        await worker.StopAsync(CancellationToken.None);

        var status = await FindAsync(id);
        Assert.Equal(("queued", 0), (status.State, status.Attempts));
        Assert.Equal(1, await Database.RunJobsAsync(new Handler((_, _) => Task.CompletedTask)));
    }

    [Fact]
    public async Task Old_done_jobs_are_swept_and_failed_ones_stay()
    {
        var done = await EnqueueAsync("done");
        var failed = await EnqueueAsync("failed");
        await Database.RunJobsAsync(new Handler((job, _) =>
            job.Payload == "failed" ? throw new PermanentJobException("No.") : Task.CompletedTask));
        Time.Advance(TimeSpan.FromDays(7) + TimeSpan.FromSeconds(1));
        var kept = await EnqueueAsync("done");
        await Database.RunJobsAsync(new Handler((_, _) => Task.CompletedTask));

        var swept = await new JobSweeper(Database.System, Tenants).SweepAsync(TimeSpan.FromDays(7), CancellationToken.None);

        Assert.Equal(1, swept);
        Assert.Null(await Database.Jobs.FindAsync(Acme, done));
        Assert.NotNull(await Database.Jobs.FindAsync(Acme, failed));
        Assert.NotNull(await Database.Jobs.FindAsync(Acme, kept));
    }

    [Fact]
    public async Task A_job_that_is_put_off_goes_back_untried_and_comes_again_in_its_time()
    {
        var turns = 0;
        var handler = new Handler((_, _) => ++turns == 1 ? throw new JobPutOffException(TimeSpan.FromSeconds(15)) : Task.CompletedTask);
        var id = await EnqueueAsync("{}");

        Assert.Equal(1, await Database.RunJobsAsync(handler));
        Assert.Equal(("queued", 0), ((await FindAsync(id)).State, (await FindAsync(id)).Attempts));
        Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(1, await Database.RunJobsAsync(handler));
        Assert.Equal(("done", 1), ((await FindAsync(id)).State, (await FindAsync(id)).Attempts));
    }

    [Fact]
    public void Work_with_places_of_its_own_takes_none_from_the_others()
    {
        var places = new JobPlaces([new Handler((_, _) => Task.CompletedTask), new Long()], shared: 1);
        var (first, second, third) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());

        places.Take("test.long", first.Task);
        places.Take("test.long", second.Task);
        Assert.Equal([Kind0], places.Free().SelectMany(place => place.Kinds));
        places.Take(Kind0, third.Task);
        Assert.Empty(places.Free());
        places.Leave(first.Task);
        Assert.Equal(("test.long", 1), (places.Free()[0].Kinds[0], places.Free()[0].Places));
    }

    [Fact]
    public async Task A_tenant_never_sees_or_revives_anothers_job()
    {
        var id = await EnqueueAsync("{}");
        await Database.RunJobsAsync(new Handler((_, _) => throw new PermanentJobException("No.")));

        Assert.Null(await Database.Jobs.FindAsync(Bolt, id));
        Assert.False(await Database.Jobs.RetryAsync(Bolt, id));
        Assert.Equal("failed", (await FindAsync(id)).State);
    }

    private async Task<JobId> EnqueueAsync(string payload, JobOptions? options = null)
    {
        var key = await Database.Sealer.KeyAsync(Acme.Id, JobQueue.KeyOwner);
        return await Tenants.WriteAsync(Acme, connection => Database.Jobs.EnqueueAsync(connection, key, Kind0, payload, options));
    }

    private async Task<JobStatus> FindAsync(JobId id) => (await Database.Jobs.FindAsync(Acme, id))!;

    private Task<int> LapseAsync() => Database.System.WriteAsync(connection => connection.ExecuteAsync("UPDATE sys_jobs SET due_at = {now} - 1"));

    private async Task<long> DueAtAsync()
    {
        await using var connection = await Database.System.OpenAsync();
        return await connection.ScalarAsync<long>("SELECT max(due_at) FROM sys_jobs");
    }

    private async Task<double> PassPauseAsync()
    {
        var pause = await DueAtAsync() - Time.GetUtcNow().ToUnixTimeMilliseconds();
        Time.Advance(TimeSpan.FromMilliseconds(pause));
        return pause;
    }

    private sealed class Long : IJobHandler
    {
        public string Kind => "test.long";

        public int? OwnPlaces => 2;

        public Task RunAsync(JobRun job, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed record Kept(byte[] Payload, byte[] Error);

    private async Task<bool> EnqueueOnceAsync(string id)
    {
        var key = await Database.Sealer.KeyAsync(Acme.Id, JobQueue.KeyOwner);
        return await Tenants.WriteAsync(Acme, connection => Database.Jobs.EnqueueOnceAsync(connection, key, new(id), Kind0, "{}", new()));
    }

    private sealed class Handler(Func<JobRun, CancellationToken, Task> work) : IJobHandler
    {
        private readonly List<JobRun> _seen = [];

        public IReadOnlyList<JobRun> Seen
        {
            get
            {
                lock (_seen)
                {
                    return [.. _seen];
                }
            }
        }

        public string Kind => Kind0;

        public Task RunAsync(JobRun job, CancellationToken cancellationToken)
        {
            lock (_seen)
            {
                _seen.Add(job);
            }

            return work(job, cancellationToken);
        }
    }
}

public sealed class SqliteJobs() : JobSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlJobs() : JobSuite(DatabaseKind.PostgreSql);
