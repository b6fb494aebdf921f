namespace Parley.Kernel;

/// <summary>Knows the subjects behind the ids that a tenant's own systems have for their people.</summary>
public interface IEndUsers
{
    /// <summary>The subject of an end user; it comes into being with its first use, and is the same for all keys of the tenant.</summary>
    /// <exception cref="RefusedException">The id is empty, longer than 128 characters, or not of visible ASCII characters.</exception>
    ValueTask<SubjectId> SubjectOfAsync(TenantScope tenant, string endUser, CancellationToken cancellationToken = default);
}
