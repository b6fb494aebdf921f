using System.Text.RegularExpressions;
using Parley.Storage;

namespace Parley.PostgreSql;

internal static partial class PostgreSqlDialect
{
    public static SqlDialect Usual { get; } = new(
        Blob: "bytea",
        Now: "(extract(epoch from clock_timestamp()) * 1000)::bigint",
        ForUpdate: "FOR UPDATE",
        ForShare: "FOR SHARE",
        ForKeyShare: "FOR KEY SHARE",
        SkipLocked: "SKIP LOCKED")
    {
        ByBytes = "COLLATE \"C\"",
        // Before the table is analyzed, or of a tenant or namespace that came after, it thinks that there are few rows and reads them all.
        Only = "(SELECT DISTINCT unnest(${list}) AS listed) ${alias}_in CROSS JOIN LATERAL "
            + "(SELECT * FROM ${table} WHERE ${where}${column} = ${alias}_in.listed OFFSET 0) ${alias}",
        Adapt = WithArrays,
    };

    // A list is sent as one array, so that the statement stays the same, and prepared, however long the list is.
    private static string WithArrays(string sql) =>
        InList().Replace(sql, match => (match.Groups["not"].Success ? "<> ALL(" : "= ANY(") + match.Groups["name"].Value + ")");

    [GeneratedRegex(@"\b(?<not>NOT\s+)?IN\s+(?<name>@\w+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex InList();
}
