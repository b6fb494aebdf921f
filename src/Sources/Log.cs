using Microsoft.Extensions.Logging;

namespace Parley.Sources;

/// <summary>What this room says to its operator.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "Source {Source} ran: {Seen} seen, {Added} added, {Changed} changed, {Removed} removed, {Failed} failed.")]
    public static partial void Ran(this ILogger logger, string source, long seen, long added, long changed, long removed, long failed);

    [LoggerMessage(LogLevel.Warning, "The run of source {Source} failed.")]
    public static partial void RunFailed(this ILogger logger, string source, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Sources that are due could not be started; it is tried again in {Pause}.")]
    public static partial void LookFailed(this ILogger logger, TimeSpan pause, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Source {Source} could not be started; it is tried again.")]
    public static partial void NotStarted(this ILogger logger, string source, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The folder of source {Source} cannot be watched; it is read on schedule only.")]
    public static partial void NotWatched(this ILogger logger, string source, Exception exception);
}
