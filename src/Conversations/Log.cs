using Microsoft.Extensions.Logging;

namespace Parley.Conversations;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The index of messages could not be put in order; it is tried again with the next messages, or after a start.")]
    public static partial void IndexingFailed(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Of some conversations that are not to be kept one could not be erased; each is tried by itself.")]
    public static partial void ErasingFailed(this ILogger logger, Exception exception);
}
