using System.Security.Cryptography;
using System.Text.Json;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Search;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Names the state of what somebody may find: another name once a document of it was added, changed, removed or shown to others.</summary>
public sealed class KnowledgeVersion
{
    private readonly TenantDatabase _database;

    internal KnowledgeVersion(TenantDatabase database) => _database = database;

    /// <param name="aclTags">The asker's access tags. Two who may see the same documents get the same name, whatever other tags they have.</param>
    /// <param name="namespaces">Null for all of the tenant that are listed; empty for none.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public async Task<string> OfAsync(
        TenantScope tenant, IReadOnlyList<string> aclTags, IReadOnlyList<string>? namespaces, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var rows = await new IndexReader(connection).NamespacesAsync(namespaces, attached: null);
        var allowed = await AccessSets.OfAsync(connection, aclTags);
        return Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { tenant = tenant.Id.Value, rows, sees = allowed.Numbers })));
    }
}
