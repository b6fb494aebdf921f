using Parley.Accounts;

namespace Parley.Models;

/// <summary>Takes a rollout back: nobody gets the new deployment first until somebody sets it again.</summary>
internal sealed class RollBack(CatalogueWrites writes, ModelCatalogue catalogue)
{
    /// <param name="seen">The rollout that was judged.</param>
    /// <returns>False when it is not under way any more: another node, or somebody, was faster.</returns>
    public async Task<bool> WriteAsync(TenantScope tenant, string name, Rollout seen, RolloutVerdict verdict, CancellationToken cancellationToken)
    {
        var isWritten = await writes.WriteAsync(
            tenant,
            async connection =>
            {
                var route = (await CatalogueWrites.RoutesAsync(connection)).FirstOrDefault(one => one.Name == name);
                if (route?.Rollout is not { IsOn: true } rollout || rollout.Since != seen.Since)
                {
                    return false;
                }

                rollout = rollout with { Percent = 0, RolledBackAt = writes.Time.GetUtcNow(), Reason = verdict.Reason };
                await writes.PutAsync(connection, route with { Rollout = rollout }, ModelActions.RouteRolledBack, Actor.System, verdict.ToDetail(rollout.Deployment));
                return true;
            },
            cancellationToken);
        catalogue.HearOfChange(tenant.Id.Value);
        return isWritten;
    }
}
