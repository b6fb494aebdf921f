using Microsoft.Extensions.Logging;

namespace Parley.Sqlite;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "A commit with {Writes} writes failed; none of them is kept.")]
    public static partial void CommitFailed(this ILogger logger, int writes, Exception exception);

    [LoggerMessage(LogLevel.Error, "Rolling back failed.")]
    public static partial void RollbackFailed(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "A subscriber of {Topic} failed when it was told of a commit.")]
    public static partial void SubscriberFailed(this ILogger logger, string topic, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The write-ahead log could not be shortened now.")]
    public static partial void CheckpointFailed(this ILogger logger, Exception exception);
}
