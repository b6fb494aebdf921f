using System.Runtime.InteropServices;
using Parley.Storage;

namespace Parley.Hnsw;

/// <summary>A space as its row says.</summary>
/// <param name="Changes">Number of the last change.</param>
/// <param name="Forgotten">Removals up to this change are not told any more.</param>
internal sealed record SpaceRow(string Id, long Dimensions, long Changes, long Forgotten);

/// <param name="Vector">Null when the vector of the key was removed.</param>
internal sealed record ChangeRow(long Key, long Change, long Label, byte[]? Vector)
{
    public ReadOnlySpan<float> Numbers => MemoryMarshal.Cast<byte, float>(Vector);
}

/// <summary>The rows that graphs are made from. Each change of a space has a number, and they are committed in the order of these.</summary>
internal static class SpaceStore
{
    // A node that was away for longer than so many changes may have to build its graph anew.
    private const int Remembered = 1 << 18;
    private const int ForgetEvery = 1 << 16;

    private const string Columns = "space_id AS Id, dimensions AS Dimensions, changes AS Changes, forgotten AS Forgotten";

    public static Task<SpaceRow?> FindAsync(TenantConnection connection, VectorSpace space) =>
        connection.QuerySingleOrDefaultAsync<SpaceRow>(
            $"SELECT {Columns} FROM vector_spaces WHERE tenant_id = @tenant AND collection = @collection AND model = @model",
            new { collection = space.Collection, model = space.Model });

    public static Task<SpaceRow?> FindAsync(TenantConnection connection, string id) =>
        connection.QuerySingleOrDefaultAsync<SpaceRow>(
            $"SELECT {Columns} FROM vector_spaces WHERE tenant_id = @tenant AND space_id = @id", new { id });

    public static async Task<SpaceRow> WriteAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<VectorEntry> entries)
    {
        // The row is held until the end of the transaction, so changes are committed in the order of their numbers.
        var row = await connection.QuerySingleOrDefaultAsync<SpaceRow>(
            $"""
            INSERT INTO vector_spaces (tenant_id, collection, model, space_id, dimensions, changes, forgotten)
            VALUES (@tenant, @collection, @model, @id, @dimensions, @count, 0)
            ON CONFLICT (tenant_id, collection, model) DO UPDATE SET changes = vector_spaces.changes + @count
            RETURNING {Columns}
            """,
            new
            {
                collection = space.Collection,
                model = space.Model,
                id = Guid.NewGuid().ToString("N"),
                dimensions = (long)space.Dimensions,
                count = (long)entries.Count,
            });
        if (row!.Dimensions != space.Dimensions)
        {
            throw new ArgumentException($"The vectors of {space.Model} in {space.Collection} have {row.Dimensions} dimensions, not {space.Dimensions}.");
        }

        if (row.Changes == entries.Count)
        {
            await connection.ExecuteAsync("INSERT INTO sys_vector_spaces (space_id) VALUES (@id) ON CONFLICT (space_id) DO NOTHING", new { id = row.Id });
        }

        var labels = await LabelAsync(connection, row.Id, [.. entries.Select(entry => entry.Access).Distinct(StringComparer.Ordinal)]);
        var first = row.Changes - entries.Count + 1;
        await connection.ExecuteManyAsync(
            """
            INSERT INTO vector_entries (tenant_id, space_id, entry_key, change, label, vector)
            VALUES (@tenant, @space, @key, @change, @label, @vector)
            ON CONFLICT (tenant_id, space_id, entry_key) DO UPDATE SET change = excluded.change, label = excluded.label, vector = excluded.vector
            """,
            ["space", "key", "change", "label", "vector"],
            [.. entries.Select((entry, i) => new object?[] { row.Id, entry.Key, first + i, labels[entry.Access], BytesOf(entry.Vector) })]);
        await connection.ExecuteManyAsync(
            "DELETE FROM vector_removals WHERE tenant_id = @tenant AND space_id = @space AND entry_key = @key",
            ["space", "key"],
            [.. entries.Select(entry => new object?[] { row.Id, entry.Key })]);
        return row;
    }

    /// <returns>The space, or null when there is none.</returns>
    public static async Task<SpaceRow?> RemoveAsync(TenantConnection connection, VectorSpace space, IReadOnlyList<long> keys)
    {
        var row = await connection.QuerySingleOrDefaultAsync<SpaceRow>(
            $"""
            UPDATE vector_spaces SET changes = changes + @count WHERE tenant_id = @tenant AND collection = @collection AND model = @model
            RETURNING {Columns}
            """,
            new { collection = space.Collection, model = space.Model, count = (long)keys.Count });
        if (row is null)
        {
            return null;
        }

        var gone = await connection.ExecuteManyAsync(
            "DELETE FROM vector_entries WHERE tenant_id = @tenant AND space_id = @space AND entry_key = @key",
            ["space", "key"],
            [.. keys.Select(key => new object?[] { row.Id, key })]);
        var first = row.Changes - keys.Count + 1;
        await connection.ExecuteManyAsync(
            "INSERT INTO vector_removals (tenant_id, space_id, entry_key, change) VALUES (@tenant, @space, @key, @change)",
            ["space", "key", "change"],
            [.. keys.Select((key, i) => new object?[] { row.Id, key, first + i }).Where((_, i) => gone[i] > 0)]);
        await ForgetAsync(connection, row, keys.Count);
        return row;
    }

    /// <returns>Whether all of it is gone.</returns>
    public static async Task<bool> RemoveSpaceAsync(TenantConnection connection, string id, int most)
    {
        // Fewer than asked for may have been removed by somebody else meanwhile: only nothing at all is the end.
        if (await RemoveSomeAsync(connection, "vector_entries", id, most) > 0 || await RemoveSomeAsync(connection, "vector_removals", id, most) > 0)
        {
            return false;
        }

        var args = new { id };
        await connection.ExecuteAsync("DELETE FROM vector_spaces WHERE tenant_id = @tenant AND space_id = @id", args);
        await connection.ExecuteAsync("DELETE FROM vector_access WHERE tenant_id = @tenant AND space_id = @id", args);
        await connection.ExecuteAsync("DELETE FROM sys_vector_spaces WHERE space_id = @id", args);
        return true;
    }

    private static Task<int> RemoveSomeAsync(TenantConnection connection, string table, string id, int most) => connection.ExecuteAsync(
        $"""
        DELETE FROM {table} WHERE tenant_id = @tenant AND space_id = @id AND entry_key <= (
          SELECT max(entry_key) FROM (SELECT entry_key FROM {table} WHERE tenant_id = @tenant AND space_id = @id ORDER BY entry_key LIMIT @most) portion)
        """,
        new { id, most = (long)most });

    /// <summary>Which spaces there are, whosever they are.</summary>
    public static async Task<IReadOnlyList<string>> AllAsync(SystemConnection connection) =>
        await connection.QueryAsync<string>("SELECT space_id FROM sys_vector_spaces");

    public static async Task<IReadOnlyList<VectorSpace>> ListAsync(TenantConnection connection) =>
    [
        .. (await connection.QueryAsync<(string Collection, string Model, long Dimensions)>(
            "SELECT collection, model, dimensions FROM vector_spaces WHERE tenant_id = @tenant"))
            .Select(row => new VectorSpace(row.Collection, row.Model, (int)row.Dimensions))
            .OrderBy(space => space.Collection, StringComparer.Ordinal).ThenBy(space => space.Model, StringComparer.Ordinal),
    ];

    /// <summary>Words of access, each at its label.</summary>
    public static async Task<string[]> AccessAsync(TenantConnection connection, string id) =>
    [
        .. await connection.QueryAsync<string>(
            "SELECT name FROM vector_access WHERE tenant_id = @tenant AND space_id = @id ORDER BY label", new { id }),
    ];

    /// <summary>The next changes after one, in their order, at most so many.</summary>
    /// <returns>Them, and the change up to which they are all.</returns>
    public static async Task<(IReadOnlyList<ChangeRow> Rows, long Through)> ReadAsync(TenantConnection connection, SpaceRow space, long after, int limit)
    {
        var args = new { id = space.Id, after, limit = (long)limit };
        var written = await connection.QueryAsync<ChangeRow>(
            """
            SELECT entry_key AS Key, change AS Change, label AS Label, vector AS Vector FROM vector_entries
            WHERE tenant_id = @tenant AND space_id = @id AND change > @after ORDER BY change LIMIT @limit
            """,
            args);
        var removed = (await connection.QueryAsync<(long Key, long Change)>(
            """
            SELECT entry_key, change FROM vector_removals
            WHERE tenant_id = @tenant AND space_id = @id AND change > @after ORDER BY change LIMIT @limit
            """,
            args)).Select(row => new ChangeRow(row.Key, row.Change, 0, null)).ToList();
        var through = Math.Min(
            written.Count == limit ? written[^1].Change : space.Changes,
            removed.Count == limit ? removed[^1].Change : space.Changes);
        return ([.. written.Concat(removed).Where(row => row.Change <= through).OrderBy(row => row.Change)], through);
    }

    /// <summary>The vectors of some keys, little endian.</summary>
    public static Task<IReadOnlyList<(long Key, byte[] Vector)>> VectorsAsync(TenantConnection connection, string id, IReadOnlyList<long> keys) =>
        connection.QueryAsync<(long, byte[])>(
            "SELECT entry_key, vector FROM vector_entries WHERE tenant_id = @tenant AND space_id = @id AND entry_key IN @keys",
            new { id, keys = keys.ToArray() });

    private static async Task<Dictionary<string, long>> LabelAsync(TenantConnection connection, string id, IReadOnlyList<string> names)
    {
        var known = (await AccessAsync(connection, id)).Select((name, label) => (name, label)).ToDictionary(pair => pair.name, pair => (long)pair.label, StringComparer.Ordinal);
        var added = names.Where(name => !known.ContainsKey(name)).ToList();
        foreach (var name in added)
        {
            known[name] = known.Count;
        }

        await connection.ExecuteManyAsync(
            "INSERT INTO vector_access (tenant_id, space_id, name, label) VALUES (@tenant, @space, @name, @label)",
            ["space", "name", "label"],
            [.. added.Select(name => new object?[] { id, name, known[name] })]);
        return known;
    }

    private static async Task ForgetAsync(TenantConnection connection, SpaceRow row, int changes)
    {
        var through = row.Changes - Remembered;
        if (row.Changes / ForgetEvery != (row.Changes - changes) / ForgetEvery && through > row.Forgotten)
        {
            var args = new { id = row.Id, through };
            await connection.ExecuteAsync("DELETE FROM vector_removals WHERE tenant_id = @tenant AND space_id = @id AND change <= @through", args);
            await connection.ExecuteAsync("UPDATE vector_spaces SET forgotten = @through WHERE tenant_id = @tenant AND space_id = @id", args);
        }
    }

    private static byte[] BytesOf(ReadOnlyMemory<float> vector) => MemoryMarshal.AsBytes(vector.Span).ToArray();
}
