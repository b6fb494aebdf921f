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
            types[column] = TypeOf(rows.Select(row => row[column]).FirstOrDefault(value => value is not null));
        }

        return types;
    }

    private static NpgsqlDbType? TypeOf(object? value) => value switch
    {
        string => NpgsqlDbType.Text,
        long or int or bool => NpgsqlDbType.Bigint,
        double or float => NpgsqlDbType.Double,
        byte[] => NpgsqlDbType.Bytea,
        _ => null,
    };

    public static object Plain(object? value) => value switch
    {
        null => DBNull.Value,
        bool truth => truth ? 1L : 0L,
        int number => (long)number,
        float number => (double)number,
        _ => value,
    };
}
