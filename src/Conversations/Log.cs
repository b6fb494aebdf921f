using Microsoft.Extensions.Logging;

namespace Parley.Conversations;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The index of messages could not be put in order; it is tried again with the next messages, or after a start.")]
    public static partial void IndexingFailed(this ILogger logger, Exception exception);
}
