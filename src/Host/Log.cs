namespace Parley.Host;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "A request on {Route} failed unexpectedly (trace {TraceId}).")]
    public static partial void RequestFailed(this ILogger logger, string route, string traceId, Exception exception);

    [LoggerMessage("{Method} {Route} {Status} {Outcome} in {ElapsedMs:0.0} ms for {TenantId}.")]
    public static partial void Request(
        this ILogger logger, LogLevel level, string method, string route, int status, string outcome, double elapsedMs, string? tenantId);

    [LoggerMessage("{Method} {Route} {Status} {Outcome} in {ElapsedMs:0.0} ms for {TenantId}: {TurnId}, {InputTokens} tokens in, {OutputTokens} out, cost {Cost}.")]
    public static partial void TurnRequest(
        this ILogger logger, LogLevel level, string method, string route, int status, string outcome, double elapsedMs, string? tenantId,
        string turnId, long inputTokens, long outputTokens, string cost);

    [LoggerMessage(LogLevel.Warning, "{Sentence}.")]
    public static partial void SettingUnknown(this ILogger logger, string sentence);

    [LoggerMessage(LogLevel.Warning, "There is no page in {Folder}; only the API is served.")]
    public static partial void PageMissing(this ILogger logger, string folder);

    [LoggerMessage(LogLevel.Warning, "The path {Path} is too long for a socket: other verbs cannot reach this server while it runs.")]
    public static partial void SocketPathTooLong(this ILogger logger, string path);

    [LoggerMessage(LogLevel.Warning, "The verb {Verb} failed.")]
    public static partial void VerbFailed(this ILogger logger, string verb, Exception exception);

    [LoggerMessage(LogLevel.Information, "The certificate was replaced; the new one is good until {Until:u}.")]
    public static partial void CertificateReplaced(this ILogger logger, DateTime until);

    [LoggerMessage(LogLevel.Warning, "The certificate {Path} was changed and cannot be read; the one before stays in use.")]
    public static partial void CertificateUnreadable(this ILogger logger, string path, Exception exception);

    [LoggerMessage(LogLevel.Information, "The database ({Technology}) is at this program's schema.")]
    public static partial void DatabasePrepared(this ILogger logger, string technology);
}
