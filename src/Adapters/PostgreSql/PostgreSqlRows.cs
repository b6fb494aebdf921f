using Npgsql;
using NpgsqlTypes;

namespace Parley.PostgreSql;

/// <summary>One statement over many rows, which are sent as one array a column.</summary>
internal static class PostgreSqlRows
{
    public static async Task<IReadOnlyList<string>> QueryAsync(
        NpgsqlConnection connection, string sql, IReadOnlyList<string> names, IReadOnlyList<object?[]> rows, string? tenant)
    {
        var table = $"unnest({string.Join(", ", names.Select(name => "@" + name))}) AS given ({string.Join(", ", names)})";
        var text = Positional.Of(sql.Replace("{rows}", table, StringComparison.Ordinal), tenant is null ? names : [.. names, "tenant"]);
        var types = ColumnTypes.Of(names.Count, rows);
        await using var command = new NpgsqlCommand(text, connection);
        for (var column = 0; column < names.Count; column++)
        {
            command.Parameters.Add(Column(types[column], rows, column));
        }

        if (tenant is not null)
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant, NpgsqlDbType = NpgsqlDbType.Text });
        }

        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(0));
        }

        return found;
    }

    private static NpgsqlParameter Column(NpgsqlDbType? type, IReadOnlyList<object?[]> rows, int column) => type switch
    {
        NpgsqlDbType.Bigint => Column(NpgsqlDbType.Bigint, rows, column, static value => (long?)value),
        NpgsqlDbType.Double => Column(NpgsqlDbType.Double, rows, column, static value => (double?)value),
        NpgsqlDbType.Bytea => Column(NpgsqlDbType.Bytea, rows, column, static value => (byte[]?)value),
        _ => Column(NpgsqlDbType.Text, rows, column, static value => (string?)value),
    };

    private static NpgsqlParameter<T[]> Column<T>(NpgsqlDbType type, IReadOnlyList<object?[]> rows, int column, Func<object?, T> read)
    {
        var values = new T[rows.Count];
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = read(rows[row][column] is { } value ? ColumnTypes.Plain(value) : null);
        }

        return new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    }
}
