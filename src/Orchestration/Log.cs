using Microsoft.Extensions.Logging;

namespace Parley.Orchestration;

/// <summary>What this room says to its operator.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "A commit of the log for {Runs} runs failed; it is tried again.")]
    public static partial void LogCommitFailed(this ILogger logger, int runs, Exception exception);

    [LoggerMessage(LogLevel.Error, "What became of a commit of {TurnId} could not be found out; the run is given up and taken over.")]
    public static partial void LogFateUnknown(this ILogger logger, string turnId, Exception exception);

    [LoggerMessage(
        LogLevel.Information,
        "{TurnId} {State} after {ElapsedMs:0} ms for {TenantId}: {Deployment} in {Calls} calls, {InputTokens} tokens in, {OutputTokens} out, cost {Cost}.")]
    public static partial void TurnEnded(
        this ILogger logger, string turnId, string state, double elapsedMs, string tenantId, string? deployment, int calls,
        long inputTokens, long outputTokens, string cost);

    [LoggerMessage(LogLevel.Warning, "The lease of {TurnId} was lost; another run goes on with it.")]
    public static partial void LeaseLost(this ILogger logger, string turnId);

    [LoggerMessage(LogLevel.Information, "Taking over {TurnId}, attempt {Attempt}.")]
    public static partial void TakingOver(this ILogger logger, string turnId, long attempt);

    [LoggerMessage(LogLevel.Error, "{TurnId} failed in a way that nobody foresaw.")]
    public static partial void TurnBroke(this ILogger logger, string turnId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The provider {Provider} failed {TurnId} ({Kind}); attempt {Attempt}.")]
    public static partial void ProviderFailed(this ILogger logger, string provider, string turnId, string kind, int attempt, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Runs could not be looked after; trying again in {Seconds} s.")]
    public static partial void SchedulerFailed(this ILogger logger, double seconds, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The log of {TurnId} could not be packed; it stays as it is and is tried again.")]
    public static partial void PackingFailed(this ILogger logger, string turnId, Exception exception);

    [LoggerMessage(LogLevel.Information, "Stopping: {Runs} runs are handed over.")]
    public static partial void HandingOver(this ILogger logger, int runs);

    [LoggerMessage(LogLevel.Warning, "{Runs} runs could not be handed over within {Seconds} s; they are taken over when their leases lapse.")]
    public static partial void NotHandedOver(this ILogger logger, int runs, double seconds);

    [LoggerMessage(LogLevel.Warning, "{Deployment} wrote no summary for {JobId}; it is extracted instead.")]
    public static partial void SummaryExtracted(this ILogger logger, string deployment, string jobId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "No title was written for {ConversationId} by {Deployment}; it keeps the one it has.")]
    public static partial void TitleNotWritten(this ILogger logger, string conversationId, string deployment, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Answers of before could not be read or kept for {TurnId}; the model is asked.")]
    public static partial void AnswerCacheFailed(this ILogger logger, string turnId, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Where {TurnId} stands in the queue could not be told; it waits all the same.")]
    public static partial void WaitingNotTold(this ILogger logger, string turnId, Exception exception);
}
