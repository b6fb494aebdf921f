using System.Collections.Concurrent;

namespace Parley.Storage;

/// <summary>Expands the few words in which the databases differ: <c>{blob} {now} {for_update} {for_share} {skip_locked}</c>.</summary>
/// <param name="Blob">The type of a column of bytes.</param>
/// <param name="Now">An expression for the database's clock, in Unix milliseconds.</param>
/// <param name="ForUpdate">What follows a SELECT to lock its rows until the transaction ends.</param>
/// <param name="ForShare">What follows a SELECT to hold its rows as they are until the transaction ends.</param>
/// <param name="SkipLocked">What follows <paramref name="ForUpdate"/> to leave out rows that another transaction holds.</param>
public sealed record SqlDialect(string Blob, string Now, string ForUpdate, string ForShare, string SkipLocked)
{
    private readonly ConcurrentDictionary<string, string> _rendered = new(StringComparer.Ordinal);

    /// <summary>Seen by tests alone: changes every statement, so that a suite can leave the tenant's filter out and lean on the policy.</summary>
    internal Func<string, string>? Rewrite { get; init; }

    /// <summary>The statement in this database's words. Statements are constants, so each is expanded once.</summary>
    public string Render(string sql) => _rendered.GetOrAdd(sql, Expand);

    private string Expand(string sql)
    {
        var expanded = sql.Contains('{', StringComparison.Ordinal)
            ? sql.Replace("{blob}", Blob, StringComparison.Ordinal).Replace("{now}", Now, StringComparison.Ordinal)
                .Replace("{for_update}", ForUpdate, StringComparison.Ordinal).Replace("{for_share}", ForShare, StringComparison.Ordinal)
                .Replace("{skip_locked}", SkipLocked, StringComparison.Ordinal)
            : sql;
        return Rewrite?.Invoke(expanded) ?? expanded;
    }
}
