using Parley.Storage;

namespace Parley.Knowledge.Embeddings;

/// <summary>The vectors of models that a namespace does not have any more.</summary>
/// <param name="atOnce">How many go in one transaction.</param>
internal sealed class ReplacedVectors(TenantDatabase database, IVectorIndex index, int atOnce)
{
    /// <summary>The namespaces that have some.</summary>
    public static async Task<IReadOnlyList<string>> NamespacesAsync(TenantConnection connection, IVectorIndex index)
    {
        var names = (await index.ListAsync(connection)).ToLookup(space => EmbeddingModel.NamespaceOf(space), StringComparer.Ordinal);
        var states = await EmbeddingStates.ReadAsync(connection, [.. names.Select(name => name.Key).OfType<string>()]);
        return [.. states.Values.Where(state => names[state.Namespace].Any(space => !state.Has(space))).Select(state => state.Namespace)];
    }

    /// <summary>Removes those of a namespace, a portion to a transaction.</summary>
    public async Task RemoveAsync(JobRun job, string @namespace, CancellationToken cancellationToken)
    {
        foreach (var space in (await index.ListAsync(job.Tenant, cancellationToken)).Where(space => EmbeddingModel.NamespaceOf(space) == @namespace))
        {
            while (!await database.WriteAsync(job.Tenant, connection => RemoveSomeAsync(job, connection, @namespace, space), Durability.Process, cancellationToken))
            {
            }
        }
    }

    /// <returns>Whether nothing of it is left to remove.</returns>
    private async Task<bool> RemoveSomeAsync(JobRun job, TenantConnection connection, string @namespace, VectorSpace space)
    {
        await job.HoldAsync(connection);
        // Somebody may have changed the model back meanwhile.
        return await EmbeddingStates.HoldAsync(connection, @namespace) is not { } state || state.Has(space)
            || await index.RemoveSpaceAsync(connection, space, atOnce);
    }
}
