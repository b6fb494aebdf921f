using Microsoft.Extensions.Logging;

namespace Parley.Reading;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "A reading process was ended: {Reason}. Only the file that it was reading is affected.")]
    public static partial void ReaderEnded(this ILogger logger, string reason);
}
