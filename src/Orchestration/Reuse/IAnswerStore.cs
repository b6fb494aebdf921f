namespace Parley.Orchestration;

/// <summary>Where answers are kept. One that is lost costs a call; one that is found must be whole, and of the tenant that asks.</summary>
internal interface IAnswerStore
{
    /// <returns>Null when there is none.</returns>
    Task<KeptAnswer?> FindAsync(TenantScope tenant, string key, CancellationToken cancellationToken);

    /// <summary>Keeps an answer, in the place of an older one of the same key.</summary>
    Task KeepAsync(KeptAnswer answer, CancellationToken cancellationToken);
}
