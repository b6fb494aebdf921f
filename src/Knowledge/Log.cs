using Microsoft.Extensions.Logging;

namespace Parley.Knowledge;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "Document {Document} of namespace {Namespace} could not be indexed.")]
    public static partial void IngestionGivenUp(this ILogger logger, string @namespace, string document, Exception exception);
}
