using System.Text.Json;

namespace Parley.Safety;

/// <summary>Sets a policy against the one in force. Both are held as they are at that moment, so that a change meanwhile changes no comparison.</summary>
public sealed class PolicyTrials
{
    private readonly PolicyStore _store;
    private readonly PolicyBook _book;

    internal PolicyTrials(PolicyStore store, PolicyBook book) => (_store, _book) = (store, book);

    /// <param name="draft">The policy to try; null for the kept one.</param>
    /// <returns>What <see cref="Open"/> takes, JSON; it holds lists of words and is to be kept sealed.</returns>
    /// <exception cref="RefusedException">There is no such policy, or the draft is none.</exception>
    public async Task<string> PrepareAsync(TenantScope tenant, PolicyId id, PolicyInput? draft, CancellationToken cancellationToken)
    {
        var kept = (await _store.FindAsync(tenant, id, cancellationToken) ?? throw PolicyStore.NotFound()).Policy;
        var tried = draft is null ? kept : PolicyRules.Read(draft);
        var now = (await _book.ForAsync(tenant, tried.Assistant, cancellationToken)).Judge.Policy;
        return JsonSerializer.Serialize(new Pair(Without(now), Without(tried)), PolicyRow.Json);
    }

    public static PolicyTrial Open(string prepared)
    {
        var pair = JsonSerializer.Deserialize<Pair>(prepared, PolicyRow.Json)!;
        return new(pair.Now, pair.Draft);
    }

    /// <summary>The kinds of personal data that the policy in force keeps out of logs and traces.</summary>
    public static IReadOnlySet<string> MaskedIn(string prepared) =>
        JsonSerializer.Deserialize<Pair>(prepared, PolicyRow.Json)!.Now.Traces.Where(kind => kind.Value != PersonalAction.Keep).Select(kind => kind.Key).ToHashSet();

    /// <exception cref="RefusedException">There is no such policy.</exception>
    public Task MustBeAsync(TenantScope tenant, PolicyId id, CancellationToken cancellationToken) => _store.MustBeAsync(tenant, id, cancellationToken);

    // A policy's own tests have no part in it.
    private static Policy Without(Policy policy) => policy with { Cases = [] };

    private sealed record Pair(Policy Now, Policy Draft);
}
