using Microsoft.Extensions.Logging;

namespace Parley.Models;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Error, "The settlement of {Reservation} could not be written; the sweep will charge it.")]
    public static partial void SettlementFailed(this ILogger logger, string reservation, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Deployment} failed at turn {Turn} with {Kind}, text shown: {Shown}; another attempt follows where there is one.")]
    public static partial void ProviderFailedOver(this ILogger logger, string deployment, string? turn, string kind, bool shown, Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Deployment} is left alone until {Until} after {Kind}.")]
    public static partial void BreakerOpened(this ILogger logger, string deployment, string kind, DateTimeOffset? until);

    [LoggerMessage(LogLevel.Information, "{Deployment} answers again; the next call tries it.")]
    public static partial void AnswersAgain(this ILogger logger, string deployment);

    [LoggerMessage(LogLevel.Information, "Model {Deployment} answers at {Endpoint}: {ContextTokens} tokens of context, {Abilities}.")]
    public static partial void ModelFound(this ILogger logger, string deployment, ProviderEndpoint endpoint, int contextTokens, ModelAbilities abilities);

    [LoggerMessage(LogLevel.Warning, "Model {Deployment} at {Endpoint} is gone.")]
    public static partial void ModelGone(this ILogger logger, string deployment, ProviderEndpoint endpoint);

    [LoggerMessage(LogLevel.Warning, "The provider of the environment at {Endpoint} does not answer: {Failure} It is asked again from time to time.")]
    public static partial void ProviderSilent(this ILogger logger, ProviderEndpoint endpoint, string failure);

    [LoggerMessage(LogLevel.Error, "The deployments of {Tenant} cannot be opened; they are left out.")]
    public static partial void DeploymentsNotOpened(this ILogger logger, string tenant, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The rollout of {Deployment} by the route {Route} of {Tenant} is taken back. {Reason}")]
    public static partial void RolledBack(this ILogger logger, string route, string deployment, string tenant, string reason);

    [LoggerMessage(LogLevel.Error, "The rollout of the route {Route} of {Tenant} is to be taken back, which could not be written; the next attempt tries again.")]
    public static partial void RollBackFailed(this ILogger logger, string route, string tenant, Exception exception);

    [LoggerMessage(LogLevel.Warning, "What of the limits of deployments is this node's could not be looked at; it is tried again in {Seconds} s, and nothing beyond its lease is used.")]
    public static partial void SharesFailed(this ILogger logger, double seconds, Exception exception);

    [LoggerMessage(LogLevel.Warning, "What this node had of the limits of deployments could not be given back; other nodes have it in {Seconds} s.")]
    public static partial void SharesNotGivenBack(this ILogger logger, double seconds, Exception exception);

    [LoggerMessage(LogLevel.Warning, "What nodes left that are gone could not be cleared away of the shares of limits; it is tried again in {Hours} h.")]
    public static partial void SharesNotCleared(this ILogger logger, double hours, Exception exception);

    [LoggerMessage(LogLevel.Information, "The configuration brought the {Kind} {Name}.")]
    public static partial void Seeded(this ILogger logger, string kind, string name);
}
