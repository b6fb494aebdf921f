using System.Globalization;
using Dapper;
using Npgsql;

namespace Parley.PostgreSql;

/// <summary>The tables of vectors on a server that has the extension <c>vector</c>. No migration makes them: not every server can have them.</summary>
internal static class PgVectorTables
{
    private const long Lock = 0x5061_726c_6570;

    private const string Sql =
        """
        CREATE EXTENSION IF NOT EXISTS vector;
        CREATE TABLE IF NOT EXISTS vector_point_spaces (
            tenant_id text NOT NULL, collection text NOT NULL, model text NOT NULL, dimensions bigint NOT NULL,
            PRIMARY KEY (tenant_id, collection, model));
        CREATE TABLE IF NOT EXISTS vector_point_access (
            tenant_id text NOT NULL, collection text NOT NULL, model text NOT NULL, name text NOT NULL,
            PRIMARY KEY (tenant_id, collection, model, name));
        CREATE TABLE IF NOT EXISTS vector_points (
            tenant_id text NOT NULL, collection text NOT NULL, model text NOT NULL, entry_key bigint NOT NULL,
            dimensions bigint NOT NULL, access text NOT NULL, embedding vector NOT NULL,
            PRIMARY KEY (tenant_id, collection, model, entry_key));
        """;

    /// <summary>
    /// Makes the tables where the server has the extension and vectors were not kept otherwise before: an installation whose vectors are
    /// rows of graphs goes on with those.
    /// </summary>
    /// <returns>Whether vectors are kept in them.</returns>
    public static async Task<bool> EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('vector_points') IS NOT NULL"))
        {
            return true;
        }

        if (!await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'vector')")
            || await connection.ExecuteScalarAsync<bool>("SELECT to_regclass('sys_vector_spaces') IS NOT NULL")
                && await connection.ExecuteScalarAsync<bool>("SELECT EXISTS (SELECT 1 FROM sys_vector_spaces)"))
        {
            return false;
        }

        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await connection.ExecuteAsync("SELECT pg_advisory_xact_lock(@Lock)", new { Lock });
            await connection.ExecuteAsync(Sql);
            await RowPolicies.ApplyAsync(connection);
            await transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // The server has the extension, and this role may not bring it into its database.
            return false;
        }
    }

    /// <summary>The index of all vectors of so many dimensions; an index knows one number of them.</summary>
    /// <remarks>Made by whoever writes the first of them: there is nothing to be gone through then.</remarks>
    public static string IndexSql(int dimensions) => string.Create(CultureInfo.InvariantCulture,
        $"""
        CREATE INDEX IF NOT EXISTS vector_points_hnsw_{dimensions} ON vector_points
        USING hnsw ((embedding::vector({dimensions})) vector_cosine_ops) WHERE dimensions = {dimensions}
        """);
}
