using Microsoft.Extensions.DependencyInjection;

namespace Parley.Storage;

/// <summary>Work that is done later, once or again: leased, retried with growing pauses, and kept as failed when it cannot be done.</summary>
public interface IJobHandler
{
    /// <summary>The kind of job this handler does, such as <c>knowledge.ingest</c>.</summary>
    string Kind { get; }

    /// <summary>
    /// How many of its kind one process does at the same time, in places of their own: for work that is long and mostly waits, so that it holds up
    /// no other. Null when it shares the places of all.
    /// </summary>
    int? OwnPlaces => null;

    /// <exception cref="PermanentJobException">Trying again cannot help.</exception>
    Task RunAsync(JobRun job, CancellationToken cancellationToken);
}

/// <summary>Ends a job as failed at once; the message is shown to its owner.</summary>
public sealed class PermanentJobException(string message) : Exception(message);

/// <summary>Gives a job back untried, because it is not its turn.</summary>
/// <param name="wait">Not before this long from now.</param>
public sealed class JobPutOffException(TimeSpan wait) : Exception("It is not this job's turn.")
{
    public TimeSpan Wait { get; } = wait;
}

/// <summary>A job was taken over by another worker, because this one's lease lapsed: what this one still does must not count.</summary>
public sealed class JobLostException() : Exception("This job's lease lapsed, and another worker may have taken it.");

/// <param name="RunAfter">Not before this long from now.</param>
/// <param name="MaxAttempts">Attempts before the job is dead.</param>
public sealed record JobOptions(TimeSpan RunAfter = default, int MaxAttempts = 5);

/// <summary>What an owner sees of a job.</summary>
/// <param name="State"><c>queued running done failed</c>.</param>
public sealed record JobStatus(JobId Id, string Kind, string State, long Done, long Total, long Failed, string? Error, long Attempts);

/// <summary>How a room offers its handlers.</summary>
public static class JobRegistration
{
    public static IServiceCollection AddJobHandler<THandler>(this IServiceCollection services)
        where THandler : class, IJobHandler =>
        services.AddSingleton<IJobHandler, THandler>();
}
