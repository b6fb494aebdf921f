using Microsoft.Extensions.Logging;

namespace Parley.Storage;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Job {Kind} {Id} is done, in attempt {Attempt}.")]
    public static partial void JobDone(this ILogger logger, string kind, string id, long attempt);

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} failed in attempt {Attempt} of {MaxAttempts}: {Fate}.")]
    public static partial void JobFailed(
        this ILogger logger, string kind, string id, long attempt, long maxAttempts, string fate, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Job {Kind} {Id} was taken by another worker, because this one's lease lapsed.")]
    public static partial void JobLost(this ILogger logger, string kind, string id);

    [LoggerMessage(LogLevel.Warning, "The lease of job {Kind} {Id} could not be renewed.")]
    public static partial void LeaseNotRenewed(this ILogger logger, string kind, string id, Exception exception);

    [LoggerMessage(LogLevel.Error, "How job {Kind} {Id} ended could not be written; it is tried again when its lease lapses.")]
    public static partial void JobEndNotWritten(this ILogger logger, string kind, string id, Exception exception);

    [LoggerMessage(LogLevel.Error, "The queue of jobs could not be read.")]
    public static partial void QueueNotReadable(this ILogger logger, Exception exception);
}
