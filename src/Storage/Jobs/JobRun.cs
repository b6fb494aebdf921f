namespace Parley.Storage;

/// <summary>One attempt at a job.</summary>
public sealed class JobRun
{
    public required TenantScope Tenant { get; init; }

    public required JobId Id { get; init; }

    /// <summary>What the enqueuer wrote, JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>True when a failure now is the last: the job then goes to the dead letters.</summary>
    public required bool IsLastAttempt { get; init; }

    /// <summary>Receives done, total and failed. The worker keeps them; a handler's test may look at them.</summary>
    public Func<long, long, long, CancellationToken, Task>? OnReport { get; init; }

    /// <summary>Asks in a handler's transaction whether the lease still holds. The worker asks the database; a handler's test may say no.</summary>
    public Func<TenantConnection, Task<bool>>? OnHold { get; init; }

    /// <summary>Keeps the progress where its owner can see it.</summary>
    public Task ReportAsync(long done, long total, CancellationToken cancellationToken = default) =>
        ReportAsync(done, total, 0, cancellationToken);

    /// <param name="failed">Parts that failed and were left out.</param>
    public Task ReportAsync(long done, long total, long failed, CancellationToken cancellationToken = default) =>
        OnReport?.Invoke(done, total, failed, cancellationToken) ?? Task.CompletedTask;

    /// <summary>
    /// To be called first in a transaction that must not count after another worker has taken the job: holds the lease until its end.
    /// </summary>
    /// <exception cref="JobLostException">Another worker may have it.</exception>
    public async Task HoldAsync(TenantConnection connection)
    {
        if (OnHold is not null && !await OnHold(connection))
        {
            throw new JobLostException();
        }
    }
}
