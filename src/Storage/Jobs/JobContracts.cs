using Microsoft.Extensions.DependencyInjection;

namespace Parley.Storage;

/// <summary>Work that is done later, once or again: leased, retried with growing pauses, and kept as failed when it cannot be done.</summary>
public interface IJobHandler
{
    /// <summary>The kind of job this handler does, such as <c>knowledge.ingest</c>.</summary>
    string Kind { get; }

    /// <exception cref="PermanentJobException">Trying again cannot help.</exception>
    Task RunAsync(JobRun job, CancellationToken cancellationToken);
}

/// <summary>Ends a job as failed at once; the message is shown to its owner.</summary>
public sealed class PermanentJobException(string message) : Exception(message);

/// <summary>One attempt at a job.</summary>
public abstract class JobRun
{
    public required TenantScope Tenant { get; init; }

    public required JobId Id { get; init; }

    /// <summary>What the enqueuer wrote, JSON.</summary>
    public required string Payload { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>True when a failure now is the last: the job then goes to the dead letters.</summary>
    public required bool IsLastAttempt { get; init; }

    /// <summary>Keeps the progress where its owner can see it.</summary>
    public abstract Task ReportAsync(long done, long total, CancellationToken cancellationToken = default);
}

/// <param name="RunAfter">Not before this long from now.</param>
/// <param name="MaxAttempts">Attempts before the job is dead.</param>
public sealed record JobOptions(TimeSpan RunAfter = default, int MaxAttempts = 5);

/// <summary>What an owner sees of a job.</summary>
/// <param name="State"><c>queued running done failed</c>.</param>
public sealed record JobStatus(JobId Id, string Kind, string State, long Done, long Total, long Failed, string? Error, long Attempts);

public static class JobRegistration
{
    public static IServiceCollection AddJobHandler<THandler>(this IServiceCollection services)
        where THandler : class, IJobHandler =>
        services.AddSingleton<IJobHandler, THandler>();
}
