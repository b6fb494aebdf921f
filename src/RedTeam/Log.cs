using Microsoft.Extensions.Logging;

namespace Parley.RedTeam;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The judge {Judge} did not answer; what it was to judge counts in no rate.")]
    public static partial void JudgeFailed(this ILogger logger, string judge, Exception exception);

    [LoggerMessage(LogLevel.Information, "Of the red-team run {Run} {Done} of {Total} cases have their verdict.")]
    public static partial void RunWorkedOn(this ILogger logger, string run, long done, long total);
}
