using Dapper;
using Npgsql;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>
/// Row-level security of every table with rows of tenants: a statement sees and writes only rows of the tenant that its transaction named,
/// even when it forgets to ask for them. Tables named <c>sys_…</c> hold nothing of a tenant's content and have no policy.
/// </summary>
internal static class RowPolicies
{
    private const string Name = "tenant_isolation";
    private const string Rule = "tenant_id = current_setting('app.tenant', true)";

    // As PostgreSQL prints the rule.
    private const string PrintedRule = "(tenant_id = current_setting('app.tenant'::text, true))";

    /// <summary>
    /// Lets the tables' owner past the policies until <see cref="BindAsync"/>, in one transaction: a migration is nobody's, and would find no row to change.
    /// </summary>
    /// <returns>The tables that are bound no more.</returns>
    public static async Task<IReadOnlyList<string>> LiftAsync(NpgsqlConnection connection)
    {
        var bound = (await ReadAsync(connection)).Where(table => table.IsBound).Select(table => table.Name).ToList();
        await AlterAsync(connection, bound, "NO FORCE ROW LEVEL SECURITY");
        return bound;
    }

    /// <summary>Binds the owner again, to those of the tables that are still there.</summary>
    public static async Task BindAsync(NpgsqlConnection connection, IReadOnlyList<string> lifted) =>
        await AlterAsync(connection, (await ReadAsync(connection)).Select(table => table.Name).Intersect(lifted), "FORCE ROW LEVEL SECURITY");

    /// <summary>Gives the policy to tables that have none yet.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection)
    {
        foreach (var table in await ReadAsync(connection))
        {
            if (table is { HasTenant: true, Policies: 0 })
            {
                var quoted = Quoted(table.Name);
                await connection.ExecuteAsync(
                    $"""
                    ALTER TABLE {quoted} ENABLE ROW LEVEL SECURITY;
                    ALTER TABLE {quoted} FORCE ROW LEVEL SECURITY;
                    CREATE POLICY {Name} ON {quoted} USING ({Rule}) WITH CHECK ({Rule});
                    """);
            }
        }
    }

    /// <summary>Proves that no row of a tenant can be reached past the policies.</summary>
    /// <exception cref="StorageSetupException">One could; the message says how.</exception>
    public static async Task VerifyAsync(NpgsqlConnection connection)
    {
        await VerifyRoleAsync(connection);
        var tables = await ReadAsync(connection);
        if (tables.Where(table => !table.HasTenant).Select(table => table.Name).ToList() is { Count: > 0 } ownerless)
        {
            throw new StorageSetupException(MigrationPlan.NoTenantSentence(ownerless));
        }

        if (tables.Where(table => !table.IsBound).Select(table => table.Name).ToList() is { Count: > 0 } open)
        {
            throw new StorageSetupException(
                $"Row-level security does not hold on {string.Join(", ", open)}: it must be enabled and forced, with {Name} as its only policy. "
                + "Somebody changed it; restore it, or restore a backup.");
        }
    }

    private static async Task AlterAsync(NpgsqlConnection connection, IEnumerable<string> tables, string change)
    {
        foreach (var table in tables)
        {
            // It waits for whoever uses the table, as the migration itself does.
            await connection.ExecuteAsync($"ALTER TABLE {Quoted(table)} {change}", commandTimeout: PostgreSqlMigrator.LongestSeconds);
        }
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task VerifyRoleAsync(NpgsqlConnection connection)
    {
        var role = await connection.QuerySingleAsync<RoleRow>(
            """
            SELECT session_user::text AS Name, current_setting('server_version_num')::bigint AS ServerVersion,
              (SELECT string_agg(r.rolname, ', ' ORDER BY r.rolname) FROM pg_roles r
               WHERE (r.rolsuper OR r.rolbypassrls)
                 AND (pg_has_role(session_user, r.oid, 'MEMBER') OR pg_has_role(current_user, r.oid, 'MEMBER'))) AS Mighty
            """);
        if (role.ServerVersion < 150_000)
        {
            throw new StorageSetupException("PostgreSQL 15 or newer is needed.");
        }

        if (role.Mighty is not null)
        {
            throw new StorageSetupException(
                $"The role {role.Name} of PARLEY_DATABASE is not bound by row-level security: it is, or may become, a superuser or a role "
                + $"with BYPASSRLS ({role.Mighty}). Connect as a role that owns the database and has neither: "
                + "CREATE ROLE parley LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '…'; CREATE DATABASE parley OWNER parley;");
        }
    }

    private static async Task<List<TableRow>> ReadAsync(NpgsqlConnection connection) =>
        (await connection.QueryAsync<TableRow>(
            """
            SELECT c.relname::text AS Name,
              EXISTS (SELECT 1 FROM pg_attribute a
                      WHERE a.attrelid = c.oid AND a.attname = 'tenant_id' AND a.attnotnull AND NOT a.attisdropped) AS HasTenant,
              (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) AS Policies,
              c.relrowsecurity AND c.relforcerowsecurity
                AND (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid) = 1
                AND EXISTS (SELECT 1 FROM pg_policy p
                            WHERE p.polrelid = c.oid AND p.polname = @Name AND p.polcmd = '*' AND p.polroles = '{0}'
                              AND pg_get_expr(p.polqual, p.polrelid) = @PrintedRule
                              AND pg_get_expr(p.polwithcheck, p.polrelid) = @PrintedRule) AS IsBound
            FROM pg_class c
            WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace n WHERE n.nspname = current_schema())
              AND c.relkind IN ('r', 'p') AND c.relname NOT LIKE 'sys\_%'
            ORDER BY c.relname
            """,
            new { Name, PrintedRule })).AsList();

    private sealed record TableRow(string Name, bool HasTenant, long Policies, bool IsBound);

    private sealed record RoleRow(string Name, long ServerVersion, string? Mighty);
}
