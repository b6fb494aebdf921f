using Npgsql;
using NpgsqlTypes;

namespace Parley.PostgreSql;

/// <summary>One statement for many rows, sent in one round trip.</summary>
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
