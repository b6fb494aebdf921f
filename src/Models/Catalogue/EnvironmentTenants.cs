using System.Collections.Immutable;

namespace Parley.Models;

/// <summary>Whom the providers of the environment serve: the default tenant, until they are granted to others.</summary>
public sealed class EnvironmentTenants
{
    private ImmutableHashSet<string> _served = [];

    public void Grant(TenantId tenant) => ImmutableInterlocked.Update(ref _served, served => served.Add(tenant.Value));

    public bool Serves(TenantScope tenant) => _served.Contains(tenant.Id.Value);
}
