using Dapper;
using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>Brings the schema up to date in one transaction that keeps other writers out.</summary>
internal static class SqliteMigrator
{
    public static void Migrate(SqliteFile file, IReadOnlyList<Migration> migrations, TimeProvider time)
    {
        using var connection = file.OpenForWriting();
        connection.Run("PRAGMA busy_timeout = 60000; PRAGMA synchronous = FULL; BEGIN EXCLUSIVE;");
        connection.Run(MigrationPlan.TableSql);
        var applied = connection.Query<AppliedMigration>(MigrationPlan.SelectSql).AsList();
        foreach (var migration in MigrationPlan.Pending(migrations, applied))
        {
            Apply(connection, migration, time);
        }

        if (TablesWithoutTenant(connection) is { Count: > 0 } tables)
        {
            throw new MigrationException(MigrationPlan.NoTenantSentence(tables));
        }

        connection.Run("COMMIT");
    }

    public static IReadOnlyList<AppliedMigration> Applied(SqliteConnection connection) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'sys_migrations'") == 0
            ? []
            : connection.Query<AppliedMigration>(MigrationPlan.SelectSql).AsList();

    private static void Apply(SqliteConnection connection, Migration migration, TimeProvider time)
    {
        try
        {
            connection.Run(SqliteDatabase.Dialect.Render(migration.Sql));
        }
        catch (SqliteException exception) when (SqliteFaults.Translate(exception) == exception)
        {
            throw new MigrationException($"Migration {migration.Room} {migration.Version} failed: {exception.Message}");
        }

        connection.Execute(
            MigrationPlan.InsertSql,
            new { room = migration.Room, version = migration.Version, checksum = migration.Checksum, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    private static List<string> TablesWithoutTenant(SqliteConnection connection) => connection.Query<string>(
        """
        SELECT t.name FROM sqlite_master t
        WHERE t.type = 'table' AND t.name NOT LIKE 'sys\_%' ESCAPE '\' AND t.name NOT LIKE 'sqlite\_%' ESCAPE '\'
          AND NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = 'tenant_id' AND c."notnull" = 1)
        ORDER BY t.name
        """).AsList();
}
