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

    [LoggerMessage(LogLevel.Error, "The search by words failed; vectors answered alone, where they did.")]
    public static partial void LexicalLegFailed(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "Document {Document} could not be indexed anew; it has to be uploaded again.")]
    public static partial void DocumentNotReindexed(this ILogger logger, string document, Exception exception);

    [LoggerMessage(LogLevel.Error, "Documents that have to be indexed anew were not looked for; they are when the server starts the next time.")]
    public static partial void ReindexingNotAsked(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Chunks of namespace {Namespace} could not be embedded by {Model} just now; words find them, and the model is asked again later.")]
    public static partial void EmbeddingPutOff(this ILogger logger, string @namespace, string model, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Refused} chunks of namespace {Namespace} are refused by {Model}, perhaps as too long; words find them.")]
    public static partial void PassagesRefused(this ILogger logger, int refused, string @namespace, string model, Exception exception);

    [LoggerMessage(LogLevel.Debug, "So many wait for {Model} that a question was not embedded; words answer.")]
    public static partial void NoRoomForQuestion(this ILogger logger, string model);

    [LoggerMessage(LogLevel.Warning, "A question could not be embedded by {Model}; it is left alone for a while, and words answer.")]
    public static partial void QuestionNotEmbedded(this ILogger logger, string model, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Model} did not read the best passages again; the built-in order stands.")]
    public static partial void NotReadAgain(this ILogger logger, string model, Exception exception);
}
