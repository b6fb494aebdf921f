using Microsoft.Extensions.Logging;

namespace Parley.Exchange;

/// <summary>What this room says to its operator.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "What has expired could not be removed; it is tried again in {Pause}.")]
    public static partial void UpkeepFailed(this ILogger logger, TimeSpan pause, Exception exception);
}
