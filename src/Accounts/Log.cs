using Microsoft.Extensions.Logging;

namespace Parley.Accounts;

internal static partial class Log
{
    [LoggerMessage(LogLevel.Warning, "Call {Reservation} to {Deployment} cost {Cost}, {Overrun} more than was reserved for it.")]
    public static partial void CostBeyondReservation(this ILogger logger, string reservation, string deployment, Money cost, Money overrun);

    [LoggerMessage(LogLevel.Warning, "{Count} calls never reported what they used; their reservations are charged as estimates.")]
    public static partial void ReservationsWrittenOff(this ILogger logger, int count);

    [LoggerMessage(LogLevel.Error, "The reservation {Reservation} was never settled and cannot be charged; it is tried again.")]
    public static partial void ReservationStuck(this ILogger logger, string reservation, Exception exception);

    [LoggerMessage(LogLevel.Error, "The periodic work of accounts failed; it is tried again in {Pause}.")]
    public static partial void UpkeepFailed(this ILogger logger, TimeSpan pause, Exception exception);

    [LoggerMessage(LogLevel.Information, "Access tokens are signed with the new key {Key} from now on.")]
    public static partial void SigningKeyMade(this ILogger logger, string key);

    [LoggerMessage(LogLevel.Warning, "A refresh token of session {Session} came again after its successor was given out; the session is ended.")]
    public static partial void RefreshTokenReused(this ILogger logger, string session);

    [LoggerMessage(LogLevel.Information, "The default tenant {Tenant} is made.")]
    public static partial void DefaultTenantMade(this ILogger logger, string tenant);

    [LoggerMessage(LogLevel.Warning, "PARLEY_ADMIN_PASSWORD is shorter than {Length} characters; choose a longer one.")]
    public static partial void AdminPasswordShort(this ILogger logger, int length);

    [LoggerMessage(LogLevel.Error, "The letter {Letter} is given up after attempt {Attempt}: {Reason}")]
    public static partial void LetterGivenUp(this ILogger logger, string letter, int attempt, string reason, Exception? exception);

    [LoggerMessage(LogLevel.Debug, "A token was refused: {Reason}")]
    public static partial void TokenRefused(this ILogger logger, string reason);
}
