namespace Parley.Storage;

/// <summary>
/// Tells followers what changed. A change is noted in the transaction that makes it; it names the thing and nothing of it, so that several
/// changes of one thing are one, and everybody is shown what they may see when they are shown it.
/// </summary>
public static class Feed
{
    /// <summary>The topic of <see cref="Signals"/> on which changes are told; the key is that of <see cref="KeyOf"/>.</summary>
    public const string Topic = "feeds";

    /// <summary>The feed that all members of a tenant share.</summary>
    public static string OfTenant(TenantId tenant) => tenant.Value;

    /// <summary>The key under which followers of a feed are woken.</summary>
    /// <param name="feed">A subject's id, or what <see cref="OfTenant"/> says.</param>
    public static string KeyOf(TenantId tenant, string feed) => $"{tenant.Value} {feed}";

    /// <summary>
    /// A statement that notes a change, to be sent along with another one. The parameter <c>@feed</c> names the feed and <c>@feedNow</c> the
    /// time; whoever commits tells the followers.
    /// </summary>
    /// <param name="kind">What kind of thing it is: one word.</param>
    /// <param name="thing">The parameter with the thing's id, with its <c>@</c>.</param>
    /// <param name="where">On which condition: what follows SELECT … after FROM and WHERE; null for always.</param>
    public static string Noting(string kind, string thing, string? where = null) =>
        $"""
        INSERT INTO feed_entries (tenant_id, feed, kind, thing, changed_at)
        SELECT @tenant, @feed, '{kind}', {thing}, @feedNow {(where is null ? "WHERE true" : where)}
        ON CONFLICT (tenant_id, feed, kind, thing) DO UPDATE SET number = NULL, audience = NULL, changed_at = excluded.changed_at;
        """;

    /// <summary>Notes changes in the caller's transaction, and tells the followers once it is committed.</summary>
    /// <param name="audience">For things that are gone: the access tags, joined by blanks, of those who may be told; null for all.</param>
    public static async Task NoteAsync(
        TenantConnection connection, string feed, string kind, IReadOnlyList<string> things, DateTimeOffset now, string? audience = null)
    {
        await connection.QueryManyAsync(
            """
            INSERT INTO feed_entries (tenant_id, feed, kind, thing, audience, changed_at)
            SELECT @tenant, given.feed, given.kind, given.thing, given.audience, given.at FROM {rows} WHERE true
            ON CONFLICT (tenant_id, feed, kind, thing) DO UPDATE SET number = NULL, audience = excluded.audience, changed_at = excluded.changed_at
            RETURNING thing
            """,
            ["feed", "kind", "thing", "audience", "at"],
            [.. things.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(thing => new object?[] { feed, kind, thing, audience, now.ToUnixTimeMilliseconds() })]);
        connection.NotifyOnCommit(Topic, KeyOf(connection.Tenant, feed));
    }
}
