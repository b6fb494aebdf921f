using System.Collections.Concurrent;

namespace Parley.Knowledge.Embeddings;

/// <summary>Remembers which connected models failed or were late, so that not everybody waits for them anew.</summary>
internal sealed class ModelRest(TimeProvider time)
{
    private readonly ConcurrentDictionary<(TenantId, string), long> _failedAt = new();

    /// <param name="pause">How long a model is left alone.</param>
    public bool Has(TenantScope tenant, string model, TimeSpan pause) => _failedAt.TryGetValue((tenant.Id, model), out var at) && time.GetElapsedTime(at) < pause;

    public void Begin(TenantScope tenant, string model) => _failedAt[(tenant.Id, model)] = time.GetTimestamp();
}
