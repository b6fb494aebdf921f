using Microsoft.Extensions.Logging;

namespace Parley.Models;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "The settlement of {Reservation} could not be written; the sweep will charge it.")]
    public static partial void SettlementFailed(this ILogger logger, string reservation, Exception exception);

    [LoggerMessage(LogLevel.Information, "Model {Deployment} answers at {BaseUrl}: {ContextTokens} tokens of context, {Abilities}.")]
    public static partial void ModelFound(this ILogger logger, string deployment, Uri baseUrl, int contextTokens, ModelAbilities abilities);

    [LoggerMessage(LogLevel.Warning, "Model {Deployment} at {BaseUrl} is gone.")]
    public static partial void ModelGone(this ILogger logger, string deployment, Uri baseUrl);

    [LoggerMessage(LogLevel.Warning, "The provider of the environment at {BaseUrl} does not answer: {Failure} It is asked again from time to time.")]
    public static partial void ProviderSilent(this ILogger logger, Uri baseUrl, string failure);
}
