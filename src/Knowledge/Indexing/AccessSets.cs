using Parley.Storage;

namespace Parley.Knowledge.Indexing;

/// <summary>Numbers of sets of access tags, so that a chunk can say in four bytes who may see it.</summary>
internal static class AccessSets
{
    private const int Tries = 8;

    /// <returns>The set's number, from 1; a new one for a set that has none.</returns>
    public static async Task<uint> NumberAsync(TenantConnection connection, string acl)
    {
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (await connection.ScalarAsync<long?>("SELECT number FROM knowledge_access WHERE tenant_id = @tenant AND acl = @acl", new { acl }) is { } number)
            {
                return (uint)number;
            }

            // Two may count the same number at a time; who comes second does nothing and looks again.
            if (await connection.ScalarAsync<long?>(
                """
                INSERT INTO knowledge_access (tenant_id, number, acl)
                SELECT @tenant, coalesce(max(number), 0) + 1, @acl FROM knowledge_access WHERE tenant_id = @tenant
                ON CONFLICT DO NOTHING RETURNING number
                """,
                new { acl }) is { } fresh)
            {
                await connection.ExecuteManyAsync(
                    "INSERT INTO knowledge_access_tags (tenant_id, tag, number) VALUES (@tenant, @tag, @number)",
                    ["tag", "number"],
                    [.. AccessTags.Split(acl).Select(tag => new object?[] { tag, fresh })]);
                return (uint)fresh;
            }
        }

        throw new StorageUnavailableException("Another request was adding the same access tags each time. Send it again.");
    }

    /// <summary>The numbers of the sets that hold one of the tags.</summary>
    public static async Task<Allowed> OfAsync(TenantConnection connection, IReadOnlyList<string> tags) => new(tags.Count == 0 ? [] :
        await connection.QueryAsync<long>(
            "SELECT DISTINCT number FROM knowledge_access_tags WHERE tenant_id = @tenant AND tag IN @tags", new { tags }));
}

/// <summary>The sets of access tags that an asker meets.</summary>
internal sealed class Allowed(IReadOnlyCollection<long> numbers)
{
    private readonly HashSet<uint> _numbers = [.. numbers.Select(number => (uint)number)];
    private uint _last;

    /// <summary>The numbers of the sets, ascending.</summary>
    public IReadOnlyList<uint> Numbers => [.. _numbers.Order()];

    public bool Has(uint access)
    {
        // Neighbours have the same set as a rule.
        if (access == _last)
        {
            return access != FactsTable.Nobody;
        }

        if (!_numbers.Contains(access))
        {
            return false;
        }

        _last = access;
        return true;
    }
}
