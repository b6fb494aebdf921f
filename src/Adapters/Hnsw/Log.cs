using Microsoft.Extensions.Logging;

namespace Parley.Hnsw;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Debug, "The graph of space {Id} was {Changes} changes behind and has them now.")]
    public static partial void SpaceFollowed(this ILogger logger, string id, long changes);

    [LoggerMessage(LogLevel.Warning, "The files of removed spaces could not be looked for; that is done again at the next start.")]
    public static partial void NotSwept(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The graph of space {Id} could not be brought up to date; that is tried again with the next change or search.")]
    public static partial void SpaceNotFollowed(this ILogger logger, string id, Exception exception);
}
