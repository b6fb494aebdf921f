using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The statements that one connection keeps prepared: those that were run lately, and as many of those before.</summary>
internal sealed class PreparedStatements(SqliteConnection connection, int kept) : IDisposable
{
    private Dictionary<(string Sql, IReadOnlyList<string> Names), PreparedStatement> _late = new(SameStatement.Instance);
    private Dictionary<(string Sql, IReadOnlyList<string> Names), PreparedStatement> _before = new(SameStatement.Instance);

    /// <returns>Null when a parameter has no value.</returns>
    public Task<int>? Execute(BoundStatement statement, string? tenant)
    {
        try
        {
            return Spread(statement, out var values) is { } prepared ? Task.FromResult(prepared.Execute(values, tenant)) : null;
        }
        catch (SqliteException exception)
        {
            return Task.FromException<int>(SqliteFaults.Translate(exception));
        }
    }

    /// <returns>Null when a parameter has no value, or the rows make no <typeparamref name="T"/>.</returns>
    public Task<IReadOnlyList<T>>? Query<T>(BoundStatement statement, string? tenant, int most)
    {
        try
        {
            return Spread(statement, out var values) is { } prepared && prepared.Reader<T>() is { } reader
                ? Task.FromResult(prepared.Query(values, tenant, most, reader))
                : null;
        }
        catch (SqliteException exception)
        {
            return Task.FromException<IReadOnlyList<T>>(SqliteFaults.Translate(exception));
        }
    }

    /// <param name="names">The parameters without <c>@</c>, in the order of their values.</param>
    /// <param name="spread">The same where lists stand for several parameters.</param>
    public PreparedStatement Get(string sql, IReadOnlyList<string> names, IReadOnlyList<string>? spread = null)
    {
        if (_late.TryGetValue((sql, names), out var known))
        {
            return known;
        }

        if (_late.Count >= kept)
        {
            Close(_before);
            (_late, _before) = (_before, _late);
        }

        return _late[(sql, names)] = _before.Remove((sql, names), out var earlier) ? earlier : new(connection, sql, spread ?? names);
    }

    public void Dispose()
    {
        Close(_late);
        Close(_before);
    }

    // A list of texts in place of a parameter is a parameter for each of them.
    private PreparedStatement? Spread(BoundStatement statement, out object?[] values)
    {
        values = statement.Values;
        if (!Array.Exists(values, value => value is IEnumerable<string>))
        {
            return Whole(Get(statement.Sql, statement.Names));
        }

        var sql = statement.Sql;
        var (names, flat) = (new List<string>(), new List<object?>());
        foreach (var (name, value) in statement.Names.Zip(values))
        {
            if (value is not IEnumerable<string> texts)
            {
                names.Add(name);
                flat.Add(value);
                continue;
            }

            var before = names.Count;
            foreach (var text in texts)
            {
                names.Add($"{name}_{names.Count - before}");
                flat.Add(text);
            }

            if (names.Count == before)
            {
                return null;
            }

            sql = Replaced(sql, "@" + name, $"(@{string.Join(", @", names.Skip(before))})");
        }

        values = [.. flat];
        return Whole(Get(sql, statement.Names, names));
    }

    /// <summary>The text with each of these words replaced, and none that only begins so.</summary>
    private static string Replaced(string sql, string words, string by)
    {
        for (var at = 0; (at = sql.IndexOf(words, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            var end = at + words.Length;
            if (end == sql.Length || !(char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_'))
            {
                sql = string.Concat(sql.AsSpan(0, at), by, sql.AsSpan(end));
            }
        }

        return sql;
    }

    private static PreparedStatement? Whole(PreparedStatement prepared) => prepared.IsComplete ? prepared : null;

    private static void Close(Dictionary<(string Sql, IReadOnlyList<string> Names), PreparedStatement> statements)
    {
        foreach (var statement in statements.Values)
        {
            statement.Dispose();
        }

        statements.Clear();
    }

    private sealed class SameStatement : IEqualityComparer<(string Sql, IReadOnlyList<string> Names)>
    {
        public static SameStatement Instance { get; } = new();

        public bool Equals((string Sql, IReadOnlyList<string> Names) one, (string Sql, IReadOnlyList<string> Names) other) =>
            one.Sql == other.Sql && (ReferenceEquals(one.Names, other.Names) || one.Names.SequenceEqual(other.Names));

        // The text would have to be read whole for a hash; few have as many parameters and the same length.
        public int GetHashCode((string Sql, IReadOnlyList<string> Names) statement) =>
            HashCode.Combine(statement.Names.Count, statement.Sql.Length);
    }
}
