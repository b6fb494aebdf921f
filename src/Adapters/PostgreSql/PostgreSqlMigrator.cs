using Dapper;
using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>Brings the schema up to date in one transaction under a lock that all nodes share.</summary>
internal static class PostgreSqlMigrator
{
    private const long Lock = 0x5061_726c_6579;
    public const int LongestSeconds = 3600;

    public static async Task MigrateAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> migrations, SqlDialect dialect, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@Lock)", new { Lock }, commandTimeout: LongestSeconds);
        await connection.ExecuteAsync(MigrationPlan.TableSql);
        var applied = (await connection.QueryAsync<AppliedMigration>(MigrationPlan.SelectSql)).AsList();
        var pending = MigrationPlan.Pending(migrations, applied);
        if (pending.Count > 0)
        {
            var lifted = await RowPolicies.LiftAsync(connection);
            foreach (var migration in pending)
            {
                await ApplyAsync(connection, migration, dialect, cancellationToken);
            }

            await RowPolicies.ApplyAsync(connection);
            await RowPolicies.BindAsync(connection, lifted);
        }

        await RowPolicies.VerifyAsync(connection);
        await transaction.CommitAsync(cancellationToken);
    }

    public static async Task<IReadOnlyList<AppliedMigration>> AppliedAsync(NpgsqlConnection connection) =>
        await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('sys_migrations') IS NULL")
            ? []
            : (await connection.QueryAsync<AppliedMigration>(MigrationPlan.SelectSql)).AsList();

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, SqlDialect dialect, CancellationToken cancellationToken)
    {
        try
        {
            // Not through Dapper: a migration has no parameters, whatever stands in its text.
            await using var command = new NpgsqlCommand(dialect.Render(migration.Sql), connection) { CommandTimeout = LongestSeconds };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (PostgreSqlFaults.Translate(exception) == exception)
        {
            throw new MigrationException($"Migration {migration.Room} {migration.Version} failed: {exception.MessageText}");
        }

        await connection.ExecuteAsync(
            dialect.Render(MigrationPlan.InsertSql.Replace("@now", "{now}", StringComparison.Ordinal)),
            new { room = migration.Room, version = (long)migration.Version, checksum = migration.Checksum });
    }
}
