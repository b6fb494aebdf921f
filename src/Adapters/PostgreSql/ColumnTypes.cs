using NpgsqlTypes;

namespace Parley.PostgreSql;

/// <summary>What the columns of many rows are to the driver.</summary>
internal static class ColumnTypes
{
    /// <summary>A column has one type in all rows, nulls included: only then is the statement prepared once.</summary>
    public static NpgsqlDbType?[] Of(int columns, IReadOnlyList<object?[]> rows)
    {
        var types = new NpgsqlDbType?[columns];
        for (var column = 0; column < columns; column++)
        {
            types[column] = rows.Select(row => row[column]).FirstOrDefault(value => value is not null) is { } value ? OfType(value.GetType()) : null;
        }

        return types;
    }

    public static NpgsqlDbType? OfType(Type type) =>
        type == typeof(string) ? NpgsqlDbType.Text
        : type == typeof(long) || type == typeof(int) || type == typeof(bool) ? NpgsqlDbType.Bigint
        : type == typeof(double) || type == typeof(float) ? NpgsqlDbType.Double
        : type == typeof(byte[]) ? NpgsqlDbType.Bytea
        : null;

    public static object Plain(object? value) => value switch
    {
        null => DBNull.Value,
        bool truth => truth ? 1L : 0L,
        int number => (long)number,
        float number => (double)number,
        _ => value,
    };
}
