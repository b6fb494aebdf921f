using Microsoft.Extensions.Logging;

namespace Parley.PostgreSql;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Debug, "A unit is run again after attempt {Attempt}, because the database asked for it ({SqlState}).")]
    public static partial void UnitRunAgain(this ILogger logger, int attempt, string sqlState);

    [LoggerMessage(LogLevel.Warning, "A commit of {Units} units failed; each is now committed by itself.")]
    public static partial void GroupSplit(this ILogger logger, int units, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The connection that listens for other nodes' commits was lost; it is made again.")]
    public static partial void ListenerLost(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "A subscriber of {Topic} failed when it was told of a commit.")]
    public static partial void SubscriberFailed(this ILogger logger, string topic, Exception exception);
}
