namespace Parley.Storage;

/// <summary>A change, as its feed has it.</summary>
/// <param name="Audience">For what is gone: the access tags of those who may be told; null for all who read the feed.</param>
/// <param name="Number">Its place in the feed.</param>
public sealed record FeedEntry(string Kind, string Thing, string? Audience, long Number);

/// <summary>What came after a place in a feed.</summary>
/// <param name="Entries">In order, each thing once; empty when nothing came or too much did.</param>
/// <param name="Through">The place up to which the reader has been told with these.</param>
/// <param name="IsLost">True when what came after the place is no longer all kept, or is more than anybody should be told one by one.</param>
public sealed record FeedPart(IReadOnlyList<FeedEntry> Entries, long Through, bool IsLost);

/// <summary>
/// Reads feeds. Entries are numbered here and not by those who note them: what is numbered is committed, so no number comes to light after
/// a later one was shown, and those who note changes of one subject do not wait for each other.
/// </summary>
public sealed class FeedReader(TenantDatabase database, TimeProvider time)
{
    /// <summary>The most entries that are told one by one; who is further behind is better off reading everything anew.</summary>
    public const int MostTold = 1000;

    private const int NumberedAtOnce = 1000;

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    /// <returns>The newest place of a feed, for a reader who begins now: everything committed from now on comes after it.</returns>
    public async Task<long> EndAsync(TenantScope tenant, string feed, CancellationToken cancellationToken)
    {
        await NumberAsync(tenant, feed, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await HeadAsync(connection, feed))?.LastNumber ?? 0;
    }

    /// <summary>What was committed after a place.</summary>
    public async Task<FeedPart> ReadAsync(TenantScope tenant, string feed, long after, CancellationToken cancellationToken)
    {
        await NumberNewAsync(tenant, feed, cancellationToken);
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var head = await HeadAsync(connection, feed) ?? new(0, 0);
        if (after < head.LostThrough || after > head.LastNumber)
        {
            return new([], head.LastNumber, IsLost: true);
        }

        var rows = after == head.LastNumber ? [] : await connection.QueryAsync<FeedEntry>(
            """
            SELECT kind AS "Kind", thing AS "Thing", audience AS "Audience", number AS "Number" FROM feed_entries
            WHERE tenant_id = @tenant AND feed = @feed AND number > @after ORDER BY number LIMIT @most
            """,
            new { feed, after, most = MostTold + 1L });
        return rows.Count > MostTold ? new([], head.LastNumber, IsLost: true) : new(rows, head.LastNumber, IsLost: false);
    }

    /// <summary>Of all readers of a feed that were woken on this node one numbers; the others find it done.</summary>
    private async Task NumberNewAsync(TenantScope tenant, string feed, CancellationToken cancellationToken)
    {
        if (!await HasNewAsync(tenant, feed, cancellationToken))
        {
            return;
        }

        var gate = _gates[(uint)HashCode.Combine(tenant.Id, feed) % _gates.Length];
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (await HasNewAsync(tenant, feed, cancellationToken))
            {
                await NumberAsync(tenant, feed, cancellationToken);
            }
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Forgets what is older, or further back, than anybody is told.</summary>
    /// <param name="most">Entries that are kept.</param>
    public async Task TrimAsync(TenantScope tenant, string feed, TimeSpan keep, int most, CancellationToken cancellationToken)
    {
        await NumberAsync(tenant, feed, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                var last = await HoldAsync(connection, feed);
                var old = new { feed, before = (time.GetUtcNow() - keep).ToUnixTimeMilliseconds(), through = last - most };
                var lost = await connection.ScalarAsync<long?>(
                    """
                    SELECT max(number) FROM feed_entries
                    WHERE tenant_id = @tenant AND feed = @feed AND number IS NOT NULL AND (changed_at < @before OR number <= @through)
                    """,
                    old);
                if (lost is null)
                {
                    return;
                }

                await connection.ExecuteAsync(
                    """
                    DELETE FROM feed_entries
                    WHERE tenant_id = @tenant AND feed = @feed AND number IS NOT NULL AND (changed_at < @before OR number <= @through)
                    """,
                    old);
                await connection.ExecuteAsync(
                    "UPDATE feeds SET lost_through = @lost WHERE tenant_id = @tenant AND feed = @feed AND lost_through < @lost", new { feed, lost });
            },
            Durability.Process,
            cancellationToken);
    }

    private async Task<bool> HasNewAsync(TenantScope tenant, string feed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ScalarAsync<string>(
            "SELECT thing FROM feed_entries WHERE tenant_id = @tenant AND feed = @feed AND number IS NULL LIMIT 1", new { feed }) is not null;
    }

    private async Task NumberAsync(TenantScope tenant, string feed, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(tenant, connection => NumberAsync(connection, feed), Durability.Process, cancellationToken) == NumberedAtOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <returns>How many entries got their numbers; those that somebody is changing right now get theirs when that is committed.</returns>
    private static async Task<int> NumberAsync(TenantConnection connection, string feed)
    {
        var last = await HoldAsync(connection, feed);
        var numbered = await connection.ExecuteAsync(
            """
            UPDATE feed_entries SET number = @last + placed.place
            FROM (
                SELECT fresh.kind, fresh.thing, row_number() OVER (ORDER BY fresh.changed_at, fresh.kind DESC, fresh.thing) AS place
                FROM (
                    SELECT kind, thing, changed_at FROM feed_entries
                    WHERE tenant_id = @tenant AND feed = @feed AND number IS NULL
                    ORDER BY changed_at LIMIT @most {for_update} {skip_locked}
                ) fresh
            ) placed
            WHERE feed_entries.tenant_id = @tenant AND feed_entries.feed = @feed
              AND feed_entries.kind = placed.kind AND feed_entries.thing = placed.thing
            """,
            new { feed, last, most = (long)NumberedAtOnce });
        if (numbered > 0)
        {
            await connection.ExecuteAsync(
                "UPDATE feeds SET last_number = @last + @numbered WHERE tenant_id = @tenant AND feed = @feed", new { feed, last, numbered = (long)numbered });
        }

        return numbered;
    }

    /// <summary>Keeps others from numbering the feed until the transaction ends; it comes into being with its first reader.</summary>
    private static async Task<long> HoldAsync(TenantConnection connection, string feed)
    {
        await connection.ExecuteAsync(
            "INSERT INTO feeds (tenant_id, feed, last_number, lost_through) VALUES (@tenant, @feed, 0, 0) ON CONFLICT DO NOTHING", new { feed });
        return await connection.ScalarAsync<long>(
            "SELECT last_number FROM feeds WHERE tenant_id = @tenant AND feed = @feed {for_update}", new { feed });
    }

    private static Task<HeadRow?> HeadAsync(TenantConnection connection, string feed) => connection.QuerySingleOrDefaultAsync<HeadRow>(
        """
        SELECT last_number AS "LastNumber", lost_through AS "LostThrough" FROM feeds WHERE tenant_id = @tenant AND feed = @feed
        """,
        new { feed });

    private sealed record HeadRow(long LastNumber, long LostThrough);
}
