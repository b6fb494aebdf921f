using Npgsql;
using NpgsqlTypes;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>One statement for many rows, or many statements, sent in one round trip.</summary>
internal static class PostgreSqlBatches
{
    public static async Task<IReadOnlyList<int>> ExecuteManyAsync(
        NpgsqlConnection connection, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant)
    {
        var text = Positional.Of(sql, tenant is null ? names : [.. names, "tenant"]);
        var types = ColumnTypes.Of(names.Count, rows);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var row in rows)
        {
            batch.BatchCommands.Add(Command(text, types, row, tenant));
        }

        await batch.ExecuteNonQueryAsync();
        var changed = new int[rows.Count];
        for (var row = 0; row < changed.Length; row++)
        {
            changed[row] = batch.BatchCommands[row].RecordsAffected;
        }

        return changed;
    }

    /// <summary>Different statements, sent in one round trip.</summary>
    /// <returns>The number of rows changed by all of them.</returns>
    public static async Task<int> ExecuteAllAsync(NpgsqlConnection connection, IReadOnlyList<BoundStatement> statements, string? tenant)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in statements)
        {
            var text = Positional.Of(statement.Sql, tenant is null ? statement.Names : [.. statement.Names, "tenant"]);
            batch.BatchCommands.Add(Command(text, [.. statement.Types.Select(ColumnTypes.OfType)], statement.Values, tenant));
        }

        return await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Command(string text, NpgsqlDbType?[] types, object?[] row, string? tenant)
    {
        var command = new NpgsqlBatchCommand(text);
        for (var column = 0; column < types.Length; column++)
        {
            command.Parameters.Add(Parameter(types[column], row[column]));
        }

        if (tenant is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant, NpgsqlDbType = NpgsqlDbType.Text });
        }

        return command;
    }

    private static NpgsqlParameter Parameter(NpgsqlDbType? type, object? value)
    {
        var parameter = new NpgsqlParameter { Value = ColumnTypes.Plain(value) };
        if (type is { } known)
        {
            parameter.NpgsqlDbType = known;
        }

        return parameter;
    }
}
