using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

internal static class PostgreSqlFaults
{
    /// <summary>Whether the database asks for the transaction to be run again.</summary>
    public static bool AsksForRetry(Exception exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Errors that say "not now" become <see cref="StorageUnavailableException"/>; all others stay what they are.</summary>
    public static Exception Translate(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } when IsUnavailable(state) =>
            new StorageUnavailableException($"PostgreSQL cannot serve just now ({state}).", exception),
        PostgresException => exception,
        NpgsqlException => new StorageUnavailableException("PostgreSQL cannot be reached, or the connection to it was lost.", exception),
        _ => exception,
    };

    /// <summary>Errors that no waiting mends: who connects, and to what.</summary>
    public static Exception TranslateSetup(Exception exception, string setting = "PARLEY_DATABASE") => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName
    }
        ? new StorageSetupException($"PostgreSQL refuses the connection of {setting}: {((PostgresException)exception).MessageText}.", exception)
        : Translate(exception);

    // Classes 08: connection, 53: out of resources; 57P0x: going down or coming up; 25P03: cut off while idle in a transaction.
    private static bool IsUnavailable(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state is "57P01" or "57P02" or "57P03" or "57P05" or "25P03";
}
