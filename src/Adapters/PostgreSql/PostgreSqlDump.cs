using Dapper;
using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>Copies the database to a file and back, by <c>pg_dump</c> and <c>pg_restore</c>.</summary>
public static class PostgreSqlDump
{
    private const string Reader = "PARLEY_BACKUP_DATABASE";

    /// <summary>Writes one moment of the whole database, in PostgreSQL's custom format, while it is in use, and looks whether all is there.</summary>
    /// <param name="own">The connection of the server.</param>
    /// <param name="reader">One to the same database that may read past row policies; null when the own may.</param>
    internal static async Task WriteAsync(string own, string? reader, string file, CancellationToken cancellationToken)
    {
        var (from, tables) = await PrepareAsync(own, reader, cancellationToken);
        var tools = await FindToolsAsync(from.Version, cancellationToken);

        // Through a pipe: when this process is killed, pg_dump ends as well.
        await using (var target = PrivateFile.Create(file))
        {
            await tools.RunAsync("pg_dump", ["--format=custom", "--no-password", "--lock-wait-timeout=60000"], from.Settings, target, cancellationToken);
        }

        var content = await ListAsync(tools, file, cancellationToken);
        if (tables.Where(table => !Holds(content, from.Schema, table)).ToList() is { Count: > 0 } missing)
        {
            throw new StorageSetupException($"pg_dump left out {string.Join(", ", missing)}: there is no backup.");
        }
    }

    /// <summary>Fills an empty database from such a file: with all of it, or with nothing.</summary>
    /// <param name="own">The connection of the server, whose role owns everything afterwards.</param>
    /// <exception cref="StorageSetupException">The database is not empty, its role is not bound by row policies, or the file cannot be restored there.</exception>
    public static async Task RestoreAsync(string own, string file, CancellationToken cancellationToken)
    {
        var to = await RefuseUnlessEmptyAsync(own, cancellationToken);
        var tools = await FindToolsAsync(to.Version, cancellationToken);
        var content = await ListAsync(tools, file, cancellationToken);
        if (!Holds(content, to.Schema, "sys_migrations"))
        {
            throw new StorageSetupException($"The backup holds no tables of Parley in the schema {to.Schema}, where PARLEY_DATABASE looks for them.");
        }

        // What only administrators may make, and what names roles that may not be here, is left out.
        string[] arguments =
        [
            "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments", "--no-publications", "--no-subscriptions",
            "--no-password", $"--dbname=dbname='{to.Database.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'", file,
        ];
        await tools.RunAsync("pg_restore", arguments, to.Settings, null, cancellationToken);
    }

    /// <summary>Proves that a backup may be restored into this database.</summary>
    /// <exception cref="StorageSetupException">It has tables, or its role is not bound by row policies.</exception>
    public static async Task CheckEmptyAsync(string own, CancellationToken cancellationToken) => await RefuseUnlessEmptyAsync(own, cancellationToken);

    private static async Task<Place> RefuseUnlessEmptyAsync(string own, CancellationToken cancellationToken)
    {
        var settings = ConnectionStrings.Read(own);
        await using var connection = await OpenAsync(settings, "PARLEY_DATABASE", cancellationToken);
        var place = await LookAsync(connection, settings);
        if (await TablesAsync(connection) is { Count: > 0 } tables)
        {
            throw new StorageSetupException(
                $"The database {place.Database} has tables already ({string.Join(", ", tables.Take(3))}{(tables.Count > 3 ? ", …" : "")}). "
                + "Name an empty one in PARLEY_DATABASE: nothing is overwritten.");
        }

        await RowPolicies.VerifyAsync(connection);
        return place;
    }

    private static async Task<(Place From, List<string> Tables)> PrepareAsync(string own, string? reader, CancellationToken cancellationToken)
    {
        var ownSettings = ConnectionStrings.Read(own);
        await using var connection = await OpenAsync(ownSettings, "PARLEY_DATABASE", cancellationToken);
        var place = await LookAsync(connection, ownSettings);
        var tables = await TablesAsync(connection);
        if (await InstallationAsync(connection, place.Schema) is not { } installation)
        {
            throw new StorageSetupException($"There is no installation of Parley in the database {place.Database}, and so nothing to back up.");
        }

        var settings = reader is null ? ownSettings : ConnectionStrings.Read(reader, Reader);
        await using var reading = await OpenAsync(settings, reader is null ? "PARLEY_DATABASE" : Reader, cancellationToken);
        if (!await reading.ExecuteScalarAsync<bool>("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
        {
            throw new StorageSetupException(
                $"The role {await reading.ExecuteScalarAsync<string>("SELECT current_user::text")} is bound by row-level security and cannot read the rows of all tenants, "
                + $"which a backup must. Set {Reader}, for this verb alone, to a connection to the same database by a superuser, or by a role that may read everything: "
                + "CREATE ROLE parley_backup LOGIN BYPASSRLS PASSWORD '…'; GRANT pg_read_all_data TO parley_backup;");
        }

        if (await InstallationAsync(reading, place.Schema) != installation)
        {
            throw new StorageSetupException($"{Reader} leads to another database than PARLEY_DATABASE: name the same one in both.");
        }

        return (place with { Settings = settings }, tables);
    }

    private static async Task<NpgsqlConnection> OpenAsync(NpgsqlConnectionStringBuilder settings, string setting, CancellationToken cancellationToken)
    {
        if (settings.Host!.Contains(',', StringComparison.Ordinal))
        {
            throw new StorageSetupException($"{setting} names several hosts, and pg_dump and pg_restore must go to the one that is looked at: name one.");
        }

        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (NpgsqlException exception)
        {
            await connection.DisposeAsync();
            throw PostgreSqlFaults.TranslateSetup(exception, setting);
        }
    }

    private static async Task<Place> LookAsync(NpgsqlConnection connection, NpgsqlConnectionStringBuilder settings)
    {
        var (database, schema, version) = await connection.QuerySingleAsync<(string, string?, int)>(
            "SELECT current_database()::text, current_schema()::text, current_setting('server_version_num')::int / 10000");
        return schema is null
            ? throw new StorageSetupException($"The database {database} has no schema that PARLEY_DATABASE may look in.")
            : new Place(settings, database, schema, version);
    }

    private static async Task<List<string>> TablesAsync(NpgsqlConnection connection) =>
        (await connection.QueryAsync<string>(
            """
            SELECT c.relname::text FROM pg_class c
            WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = current_schema()) AND c.relkind = 'r'
            ORDER BY c.relname
            """)).AsList();

    /// <returns>What no two installations have in common; null where there is none.</returns>
    private static async Task<string?> InstallationAsync(NpgsqlConnection connection, string schema)
    {
        var table = $"\"{schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\".sys_installation";
        try
        {
            return await connection.ExecuteScalarAsync<bool>("SELECT to_regclass(@table) IS NULL", new { table })
                ? null
                : await connection.ExecuteScalarAsync<string>($"SELECT master_key_check || ' ' || created_at FROM {table} WHERE id = 1");
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StorageSetupException($"A backup must read every table: {exception.MessageText}. GRANT pg_read_all_data to the role of {Reader}.", exception);
        }
    }

    private static Task<PostgreSqlTools> FindToolsAsync(int version, CancellationToken cancellationToken) =>
        PostgreSqlTools.FindAsync(version, Environment.GetEnvironmentVariable("PATH"), PostgreSqlTools.Installed, cancellationToken);

    private static Task<string> ListAsync(PostgreSqlTools tools, string file, CancellationToken cancellationToken) =>
        tools.RunAsync("pg_restore", ["--list", file], null, null, cancellationToken);

    private static bool Holds(string content, string schema, string table) => content.Contains($" TABLE DATA {schema} {table} ", StringComparison.Ordinal);

    private sealed record Place(NpgsqlConnectionStringBuilder Settings, string Database, string Schema, int Version);
}
