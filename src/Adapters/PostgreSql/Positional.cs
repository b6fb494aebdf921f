using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Parley.PostgreSql;

/// <summary>Turns <c>@name</c> into <c>$1</c>, which the driver sends as it stands instead of reading the statement again for each row.</summary>
internal static class Positional
{
    private static readonly ConcurrentDictionary<(string Sql, string Names), string> Known = new();

    /// <param name="names">The names in the order of their numbers.</param>
    public static string Of(string sql, IReadOnlyList<string> names) =>
        Known.GetOrAdd((sql, string.Join(',', names)), static key => Rewrite(key.Sql, key.Names.Split(',')));

    private static string Rewrite(string sql, string[] names)
    {
        var rewritten = new StringBuilder(sql.Length);
        for (var at = 0; at < sql.Length;)
        {
            var next = sql[at] switch
            {
                '\'' or '"' => EndOfQuote(sql, at),
                '-' when at + 1 < sql.Length && sql[at + 1] == '-' => EndOfLine(sql, at),
                '@' when at + 1 < sql.Length && IsOfName(sql[at + 1]) => at,
                _ => at + 1,
            };
            if (next > at)
            {
                rewritten.Append(sql, at, next - at);
                at = next;
                continue;
            }

            var end = at + 1;
            while (end < sql.Length && IsOfName(sql[end]))
            {
                end++;
            }

            rewritten.Append(Number(sql[(at + 1)..end], names));
            at = end;
        }

        return rewritten.ToString();
    }

    private static string Number(string name, string[] names)
    {
        var index = Array.FindIndex(names, known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? string.Create(CultureInfo.InvariantCulture, $"${index + 1}")
            : throw new ArgumentException($"The statement names @{name}, for which no value is given.");
    }

    private static bool IsOfName(char character) => char.IsAsciiLetterOrDigit(character) || character == '_';

    private static int EndOfQuote(string sql, int start)
    {
        var end = sql.IndexOf(sql[start], start + 1);
        return end < 0 ? sql.Length : end + 1;
    }

    private static int EndOfLine(string sql, int start)
    {
        var end = sql.IndexOf('\n', start);
        return end < 0 ? sql.Length : end;
    }
}
