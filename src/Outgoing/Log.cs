using Microsoft.Extensions.Logging;

namespace Parley.Outgoing;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "A call to an address that was named from outside came to nothing ({Code}).")]
    public static partial void CallRefused(this ILogger logger, string code);
}
