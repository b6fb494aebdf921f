using Microsoft.Extensions.Logging;

namespace Parley.Storage;

/// <summary>Does one claimed job: keeps its lease while the handler works, and writes down how it ended.</summary>
internal sealed class JobAttempt(
    JobHeads heads, TenantDatabase database, Sealer sealer, JobWorkerOptions options, TimeProvider time, Random random, ILogger logger)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <param name="stopping">Ends the work early; the job then goes back to the queue.</param>
    public async Task RunAsync(ClaimedJob job, IJobHandler handler, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var keeping = KeepLeaseAsync(job, ending);
        try
        {
            await WorkAsync(job, handler, ending.Token);
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            await heads.ReleaseAsync(job, TimeSpan.Zero, CancellationToken.None);
        }
        catch (JobPutOffException putOff)
        {
            await heads.ReleaseAsync(job, putOff.Wait, CancellationToken.None);
        }
        catch (Exception exception) when (exception is JobLostException || ending.IsCancellationRequested)
        {
            logger.JobLost(job.Kind, job.Id);
        }
        catch (Exception exception)
        {
            await FailAsync(job, exception);
        }
        finally
        {
            await ending.CancelAsync();
            await keeping;
        }
    }

    private async Task WorkAsync(ClaimedJob job, IJobHandler handler, CancellationToken cancellationToken)
    {
        var tenant = new TenantScope(new TenantId(job.TenantId));
        if (job.Attempt > job.MaxAttempts)
        {
            throw new PermanentJobException("Its worker was lost each time, so it is not tried again.");
        }

        var key = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        var payload = await ReadPayloadAsync(tenant, job, cancellationToken) is { } bytes
            ? key.Open("jobs", JobTexts.Payload(job.Id), bytes)
            : throw new PermanentJobException("What it should do was erased.");
        await handler.RunAsync(
            new JobRun
            {
                Tenant = tenant,
                Id = new JobId(job.Id),
                Payload = payload,
                Attempt = (int)job.Attempt,
                IsLastAttempt = job.Attempt >= job.MaxAttempts,
                OnReport = (done, total, failed, token) => ReportAsync(tenant, job, done, total, failed, token),
                OnHold = connection => JobHeads.HoldsAsync(connection, job),
            },
            cancellationToken);
        if (await EndAsync(tenant, job, "done", null, null))
        {
            logger.JobDone(job.Kind, job.Id, job.Attempt);
        }
    }

    private async Task<byte[]?> ReadPayloadAsync(TenantScope tenant, ClaimedJob job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<byte[]>("SELECT payload FROM jobs WHERE tenant_id = @tenant AND id = @Id", new { job.Id });
    }

    private Task ReportAsync(TenantScope tenant, ClaimedJob job, long done, long total, long failed, CancellationToken cancellationToken) =>
        database.WriteAsync(
            tenant,
            async connection =>
            {
                if (!await JobHeads.HoldsAsync(connection, job))
                {
                    throw new JobLostException();
                }

                await connection.ExecuteAsync(
                    """
                    UPDATE jobs SET done = @done, total = @total, failed = @failed, updated_at = @now WHERE tenant_id = @tenant AND id = @Id
                    """,
                    new { job.Id, done, total, failed, now = Now });
            },
            Durability.Process,
            cancellationToken);

    private async Task FailAsync(ClaimedJob job, Exception exception)
    {
        var dead = exception is PermanentJobException || job.Attempt >= job.MaxAttempts;
        var pause = dead ? (TimeSpan?)null : PauseAfter(job.Attempt);
        logger.JobFailed(job.Kind, job.Id, job.Attempt, job.MaxAttempts, dead ? "given up" : $"tried again in {pause}", exception);
        _ = await EndAsync(new TenantScope(new TenantId(job.TenantId)), job, dead ? "failed" : "queued", Reason(exception), pause);
    }

    // Ends are written even while the process stops, so that finished work is not done again; false: another took the job.
    private async Task<bool> EndAsync(TenantScope tenant, ClaimedJob job, string state, string? error, TimeSpan? pause)
    {
        var sealedError = error is null
            ? null
            : (await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner)).Seal("jobs", JobTexts.Error(job.Id), error);
        var ended = await database.WriteAsync(
            tenant,
            async connection =>
            {
                if (!await JobHeads.EndAsync(connection, job, state, pause))
                {
                    return false;
                }

                await connection.ExecuteAsync(
                    "UPDATE jobs SET error = @sealedError, updated_at = @now WHERE tenant_id = @tenant AND id = @Id",
                    new { job.Id, sealedError, now = Now });
                connection.NotifyOnCommit(state == "queued" ? JobQueue.WaitingTopic : JobQueue.EndedTopic, job.Id);
                return true;
            });
        if (!ended)
        {
            logger.JobLost(job.Kind, job.Id);
        }

        return ended;
    }

    private async Task KeepLeaseAsync(ClaimedJob job, CancellationTokenSource ending)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, time);
        while (await TickAsync(timer, ending.Token))
        {
            try
            {
                if (!await heads.RenewAsync(job, options.Lease, ending.Token))
                {
                    await ending.CancelAsync();
                }
            }
            catch (StorageUnavailableException exception)
            {
                // The next beat may find the database again; if not, the fence keeps this holder out.
                logger.LeaseNotRenewed(job.Kind, job.Id, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static async Task<bool> TickAsync(PeriodicTimer timer, CancellationToken cancellationToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Doubles with each attempt, spread by a quarter to either side.</summary>
    private TimeSpan PauseAfter(long attempt)
    {
        var pause = options.FirstPause * Math.Pow(2, Math.Min(attempt - 1, 20));
        return (pause < LongestPause ? pause : LongestPause) * (0.75 + (random.NextDouble() / 2));
    }

    /// <summary>Only what was written for outsiders is shown to them.</summary>
    private static string Reason(Exception exception) => exception switch
    {
        PermanentJobException or RefusedException => exception.Message,
        StorageUnavailableException => "The database was not available.",
        TimeoutException or OperationCanceledException => "It took too long.",
        _ => $"It failed unexpectedly ({exception.GetType().Name}); the server's log has the details.",
    };

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();
}
