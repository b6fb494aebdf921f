using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>
/// Gives the default tenant the deployments and routes that the configuration names. Each comes once: from then on the database has
/// the word, whatever the configuration says, and what was deleted does not come back.
/// </summary>
public sealed class ModelSeed
{
    private readonly ModelsOptions _options;
    private readonly ModelCatalogue _catalogue;
    private readonly DeploymentDesk _deployments;
    private readonly RouteDesk _routes;
    private readonly ILogger _logger;

    internal ModelSeed(
        IOptions<ModelsOptions> options, ModelCatalogue catalogue, DeploymentDesk deployments, RouteDesk routes, ILogger<ModelSeed> logger) =>
        (_options, _catalogue, _deployments, _routes, _logger) = (options.Value, catalogue, deployments, routes, logger);

    /// <exception cref="RefusedException">One of them cannot be used; the message says which.</exception>
    public async Task PlantAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        foreach (var (at, one) in (_options.Deployments ?? []).Index())
        {
            await PlantAsync(tenant, "deployment", one.Name, $"Parley__Models__Deployments__{at}", () => _deployments.MakeAsync(
                tenant, one, DeploymentOrigins.Configuration, Actor.System, cancellationToken, seed: true), cancellationToken);
        }

        foreach (var (at, one) in (_options.Routes ?? []).Index())
        {
            await PlantAsync(tenant, "route", one.Name, $"Parley__Models__Routes__{at}", () => _routes.PutAsync(
                tenant, RouteOf(one), one.Access, onlyNew: true, Actor.System, cancellationToken, seed: true), cancellationToken);
        }
    }

    private async Task PlantAsync(TenantScope tenant, string kind, string? name, string setting, Func<Task> plant, CancellationToken cancellationToken)
    {
        var kept = await _catalogue.KeptAsync(tenant, cancellationToken);
        if (kept.Deployments.Any(one => one.Name == name) || kept.Routes.Any(one => one.Route.Name == name))
        {
            return;
        }

        try
        {
            await plant();
        }
        catch (RefusedException refused) when (refused.Refusal.Code is not ("deployment_exists" or "route_exists"))
        {
            throw new RefusedException(refused.Refusal with { Detail = $"{setting} ({name ?? "without a name"}): {refused.Message}" });
        }
        catch (RefusedException)
        {
            // Another node, or somebody here, was faster.
            return;
        }

        kept = await _catalogue.KeptAsync(tenant, cancellationToken);
        if (kept.Deployments.Any(one => one.Name == name) || kept.Routes.Any(one => one.Route.Name == name))
        {
            _logger.Seeded(kind, name!);
        }
    }

    private static ModelRoute RouteOf(SeededRoute seed) => RouteRules.Check(new()
    {
        Name = DeploymentRules.Name(seed.Name),
        Rules =
        [
            .. seed.Rules.Select((rule, at) => new RouteRule(
                ConditionInput.Read(rule.When, $"Rules[{at}].When"), TargetInput.Read(rule.Use, $"Rules[{at}].Use"),
                TargetInput.Ceiling(rule.MaxCost, $"Rules[{at}].MaxCost"))),
        ],
        Fallbacks = seed.Fallbacks,
        Balance = RouteRules.BalanceOf(seed.Balance),
        Cache = seed.Cache ?? new(),
        Rollout = seed.Rollout?.Read(),
        Experiment = seed.Experiment?.Read(),
    });
}
