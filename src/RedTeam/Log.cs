using Microsoft.Extensions.Logging;

namespace Parley.RedTeam;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "The judge {Judge} did not answer; what it was to judge counts in no rate.")]
    public static partial void JudgeFailed(this ILogger logger, string judge, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Case {Number} of the red-team run {Run} could not be run; the others go on.")]
    public static partial void CaseFailed(this ILogger logger, string run, long number, Exception exception);

    [LoggerMessage(LogLevel.Warning, "What case {Number} of the red-team run {Run} has said could not be deleted at once; it goes with the passing conversations.")]
    public static partial void CaseNotErased(this ILogger logger, string run, long number, Exception exception);

    [LoggerMessage(LogLevel.Information, "Of the red-team run {Run} {Done} of {Total} cases have their verdict.")]
    public static partial void RunWorkedOn(this ILogger logger, string run, long done, long total);
}
