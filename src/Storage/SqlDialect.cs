using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Parley.Storage;

/// <summary>
/// Expands the few words in which the databases differ: <c>{blob} {by_bytes} {now} {for_update} {for_share} {for_key_share} {skip_locked}</c>, and
/// <c>{only table alias WHERE … column IN @list}</c> for the rows of a table that a list names.
/// </summary>
/// <param name="Blob">The type of a column of bytes.</param>
/// <param name="Now">An expression for the database's clock, in Unix milliseconds.</param>
/// <param name="ForUpdate">What follows a SELECT to lock its rows until the transaction ends.</param>
/// <param name="ForShare">What follows a SELECT to hold its rows as they are until the transaction ends.</param>
/// <param name="ForKeyShare">
/// What follows a SELECT to keep others from taking its rows <paramref name="ForUpdate"/> and from deleting them until the transaction
/// ends, while they may still be changed otherwise.
/// </param>
/// <param name="SkipLocked">What follows <paramref name="ForUpdate"/> to leave out rows that another transaction holds.</param>
public sealed partial record SqlDialect(string Blob, string Now, string ForUpdate, string ForShare, string ForKeyShare, string SkipLocked)
{
    private readonly ConcurrentDictionary<string, string> _rendered = new(StringComparer.Ordinal);

    // A changed copy must not share what the original has expanded.
    private SqlDialect(SqlDialect original)
    {
        _rendered = new(StringComparer.Ordinal);
        (Blob, Now, ForUpdate, ForShare, ForKeyShare, SkipLocked) = original;
        ByBytes = original.ByBytes;
        Only = original.Only;
        Adapt = original.Adapt;
        Rewrite = original.Rewrite;
    }

    /// <summary>What follows a column's type to have it compared by its bytes, whatever language the database is for.</summary>
    public string ByBytes { get; init; } = "";

    /// <summary>
    /// What stands in a FROM for the rows of a <c>table</c>, called <c>alias</c>, that fit <c>where</c> and whose <c>column</c> is one of a <c>list</c>: a
    /// pattern with these five groups. A database that guesses how many rows come may want to be told to look up one after another.
    /// </summary>
    public string Only { get; init; } = "(SELECT * FROM ${table} WHERE ${where}${column} IN ${list}) ${alias}";

    /// <summary>What else this database wants otherwise, done to each statement once.</summary>
    public Func<string, string>? Adapt { get; init; }

    /// <summary>Seen by tests alone: changes every statement, so that a suite can leave the tenant's filter out and lean on the policy.</summary>
    internal Func<string, string>? Rewrite { get; init; }

    /// <summary>The statement in this database's words. Statements are constants, so each is expanded once.</summary>
    public string Render(string sql) => _rendered.GetOrAdd(sql, Expand);

    private string Expand(string sql)
    {
        var expanded = sql.Contains('{', StringComparison.Ordinal)
            ? OnlyListed().Replace(sql, Only).Replace("{blob}", Blob, StringComparison.Ordinal).Replace("{now}", Now, StringComparison.Ordinal)
                .Replace("{by_bytes}", ByBytes, StringComparison.Ordinal)
                .Replace("{for_update}", ForUpdate, StringComparison.Ordinal).Replace("{for_share}", ForShare, StringComparison.Ordinal)
                .Replace("{for_key_share}", ForKeyShare, StringComparison.Ordinal)
                .Replace("{skip_locked}", SkipLocked, StringComparison.Ordinal)
            : sql;
        var adapted = Adapt?.Invoke(expanded) ?? expanded;
        return Rewrite?.Invoke(adapted) ?? adapted;
    }

    [GeneratedRegex(@"\{only (?<table>\w+) (?<alias>\w+)\s+WHERE (?<where>[^{}]*?)(?<column>\w+) IN (?<list>@\w+)\}", RegexOptions.CultureInvariant)]
    private static partial Regex OnlyListed();
}

/// <summary>Registered by tests alone: what <see cref="SqlDialect.Rewrite"/> does to the statements of a whole program.</summary>
internal sealed record StatementRewrite(Func<string, string> Apply);
