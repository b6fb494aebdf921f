using Microsoft.Extensions.Logging;

namespace Parley.Knowledge;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "Document {Document} of namespace {Namespace} could not be indexed.")]
    public static partial void IngestionGivenUp(this ILogger logger, string @namespace, string document, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Document {Document} of namespace {Namespace} could not be indexed just now; it is tried again in a job of its own.")]
    public static partial void IngestionPutOff(this ILogger logger, string @namespace, string document, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The search by vectors failed; words answered alone.")]
    public static partial void VectorLegFailed(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "Document {Document} could not be indexed anew; it has to be uploaded again.")]
    public static partial void DocumentNotReindexed(this ILogger logger, string document, Exception exception);

    [LoggerMessage(LogLevel.Error, "Documents that have to be indexed anew were not looked for; they are when the server starts the next time.")]
    public static partial void ReindexingNotAsked(this ILogger logger, Exception exception);
}
