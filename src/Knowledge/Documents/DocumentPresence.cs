using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Tells other rooms in their own transaction whether documents are still there, so that nothing of one outlives it.</summary>
public static class DocumentPresence
{
    /// <summary>Keeps those that are there from being deleted for the rest of the transaction.</summary>
    /// <param name="documents">At most some hundreds.</param>
    /// <returns>Those that are gone.</returns>
    public static async Task<IReadOnlyList<DocumentId>> GoneAsync(TenantConnection connection, IReadOnlyCollection<DocumentId> documents)
    {
        if (documents.Count == 0)
        {
            return [];
        }

        var there = await connection.QueryAsync<string>(
            "SELECT id FROM knowledge_documents WHERE tenant_id = @tenant AND id IN @ids {for_key_share}", new { ids = documents.Select(document => document.Value).ToArray() });
        return [.. documents.Where(document => !there.Contains(document.Value))];
    }
}
