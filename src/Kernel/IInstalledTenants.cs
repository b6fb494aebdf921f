namespace Parley.Kernel;

/// <summary>Knows the tenants of the installation, for work that is to be done for each of them.</summary>
public interface IInstalledTenants
{
    Task<IReadOnlyList<TenantScope>> AllAsync(CancellationToken cancellationToken = default);
}
