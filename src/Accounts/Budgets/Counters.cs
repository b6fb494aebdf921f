namespace Parley.Accounts;

/// <summary>What is used of a counter in its window.</summary>
/// <param name="StartsAt">When the window began, in Unix milliseconds.</param>
internal sealed record Counted(string Counter, long StartsAt, long Spent, long Reserved)
{
    /// <summary>The same in a window: nothing when the counter has not been used in it.</summary>
    public Counted In(Window window) => StartsAt < window.StartMs ? this with { StartsAt = window.StartMs, Spent = 0, Reserved = 0 } : this;

    public long Used => Spent + Reserved;
}

/// <summary>
/// Counters with windows, one row each. To count is to lock the row until the transaction ends, so of those that race for the last
/// unit one gets it; who counts on several does so in the order of their names.
/// </summary>
internal static class Counters
{
    /// <summary>For a counter that only counts.</summary>
    public const long NoLimit = long.MaxValue / 4;

    private const string Columns = "counter as Counter, starts_at as StartsAt, spent as Spent, reserved as Reserved";

    /// <summary>Counts, unless that would go beyond the limit.</summary>
    /// <returns>What is used now; null when the limit is in the way, and then nothing is counted.</returns>
    public static Task<Counted?> TakeAsync(TenantConnection connection, string counter, Window window, long spend, long reserve, long limit) =>
        connection.QuerySingleOrDefaultAsync<Counted>(
            $"""
            insert into budget_counters (tenant_id, counter, starts_at, spent, reserved)
            select @tenant, @counter, @start, @spend, @reserve where @spend + @reserve <= @limit
            on conflict (tenant_id, counter) do update set
                spent = case when budget_counters.starts_at < @start then 0 else budget_counters.spent end + @spend,
                reserved = case when budget_counters.starts_at < @start then 0 else budget_counters.reserved end + @reserve,
                starts_at = case when budget_counters.starts_at < @start then @start else budget_counters.starts_at end
            where budget_counters.starts_at < @start or budget_counters.spent + budget_counters.reserved + @spend + @reserve <= @limit
            returning {Columns}
            """,
            new { counter, start = window.StartMs, spend, reserve, limit });

    /// <summary>Reads a counter and keeps it as it is until the transaction ends.</summary>
    /// <returns>Null when nothing has ever been counted on it.</returns>
    public static async Task<Counted?> HoldAsync(TenantConnection connection, string counter, Window window) =>
        (await connection.QuerySingleOrDefaultAsync<Counted>(
            $"select {Columns} from budget_counters where tenant_id = @tenant and counter = @counter {{for_update}}", new { counter }))?.In(window);

    /// <summary>Turns what was set aside into what was spent, where the window is still the same.</summary>
    public static Task SettleAsync(TenantConnection connection, string counter, long startsAt, long reserved, long spent) =>
        connection.ExecuteAsync(
            """
            update budget_counters set reserved = reserved - @reserved, spent = spent + @spent
            where tenant_id = @tenant and counter = @counter and starts_at = @startsAt
            """,
            new { counter, startsAt, reserved, spent });

    /// <returns>Those that have ever counted; their windows may be over.</returns>
    public static async Task<IReadOnlyDictionary<string, Counted>> ReadAsync(TenantConnection connection, IReadOnlyCollection<string> counters) =>
        counters.Count == 0
            ? new Dictionary<string, Counted>()
            : (await connection.QueryAsync<Counted>(
                $"select {Columns} from budget_counters where tenant_id = @tenant and counter in @counters",
                new { counters = counters.ToArray() })).ToDictionary(row => row.Counter, StringComparer.Ordinal);
}
