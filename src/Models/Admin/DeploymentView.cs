using Parley.Accounts;

namespace Parley.Models;

/// <summary>What one million tokens cost, as decimal strings in the tenant's currency.</summary>
/// <param name="ValidFrom">Null for a price that holds since ever.</param>
public sealed record PriceView(Money InputPerMtok, Money OutputPerMtok, Money CachedInputPerMtok, DateTimeOffset? ValidFrom)
{
    internal static PriceView Of(DatedPrice price) => new(
        Money.From(price.Price.Input), Money.From(price.Price.Output), Money.From(price.Price.CachedInput), price.ValidFrom);
}

/// <summary>A deployment as admins see it; its key is never shown.</summary>
/// <param name="Origin"><c>tenant</c> where somebody made it here, <c>configuration</c>, <c>environment</c>, or <c>built_in</c>.</param>
/// <param name="BaseUrl">Null where the environment or the program brings it.</param>
/// <param name="HasKey">Whether a key is kept for it.</param>
/// <param name="Model">The model's name at the provider.</param>
/// <param name="Weight">Its part of the traffic where a route does not say.</param>
/// <param name="Price">What is in force now; null where nobody has set one, and it counts as free.</param>
/// <param name="Access">Without roles, groups and users: everybody.</param>
public sealed record DeploymentView(
    string Id, string Name, string Provider, string Origin, string? BaseUrl, bool HasKey, string Model, string? Region, double Weight, int ContextTokens,
    int MaxOutputTokens, IReadOnlyList<string> Abilities, DeploymentLimits Limits, PriceView? Price, ModelAccess Access, bool Enabled,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A list of deployments; all of them stand on one page.</summary>
public sealed record DeploymentList(IReadOnlyList<DeploymentView> Data, string? NextCursor);

/// <summary>A list of prices, the newest first; all of them stand on one page.</summary>
public sealed record PriceViewList(IReadOnlyList<PriceView> Data, string? NextCursor);

/// <summary>Shows the deployments of a tenant: those of the environment, its own, and the one that is always there.</summary>
internal sealed class DeploymentViews(ModelCatalogue catalogue, TimeProvider time)
{
    public async Task<IReadOnlyList<DeploymentView>> AllAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        var kept = await catalogue.KeptAsync(tenant, cancellationToken);
        var given = await catalogue.GivenAsync(tenant, cancellationToken);
        var said = kept.Deployments.Where(one => one.Origin == DeploymentOrigins.Environment).ToDictionary(one => one.Name, StringComparer.Ordinal);
        var own = kept.Deployments.Where(one => one.Origin != DeploymentOrigins.Environment).Select(one => Own(one, kept.PricesOf(one.Id))).OfType<DeploymentView>().ToList();
        var names = own.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from one in given
               where one.IsLanguageModel && !names.Contains(one.Name)
               let word = said.GetValueOrDefault(one.Name)
               select Given(one, word, word is null ? PriceList.Free : kept.PricesOf(word.Id)),
            .. own,
            Given(given[^1], null, PriceList.Free),
        ];
    }

    /// <exception cref="RefusedException">There is no such deployment.</exception>
    public async Task<DeploymentView> FindAsync(TenantScope tenant, string id, CancellationToken cancellationToken) =>
        (await AllAsync(tenant, cancellationToken)).FirstOrDefault(one => one.Id == id) ?? throw DeploymentDesk.NotFound();

    private DeploymentView? Own(KeptDeployment kept, PriceList prices)
    {
        if (!catalogue.Providers.TryGetValue(kept.Settings.Provider, out var provider))
        {
            return null;
        }

        var (settings, model) = (kept.Settings, provider.Open(kept.Endpoint, kept.Settings.Known));
        return new(
            kept.Id, kept.Name, settings.Provider, kept.Origin, settings.BaseUrl, settings.ApiKey is not null, settings.Model, settings.Region, settings.Weight,
            model.ContextTokens, model.MaxOutputTokens, ListModels.Names(model.Abilities), settings.Limits, PriceNow(prices), settings.Access, settings.Enabled,
            kept.CreatedAt, kept.UpdatedAt);
    }

    private DeploymentView Given(Deployment one, KeptDeployment? word, PriceList prices)
    {
        var settings = word?.Settings ?? new();
        return new(
            ModelIds.OfName(one.Name), one.Name, one.Provider, one.IsLanguageModel ? DeploymentOrigins.Environment : DeploymentOrigins.BuiltIn, null, false, one.Model,
            settings.Region, settings.Weight, one.ContextTokens, one.MaxOutputTokens, ListModels.Names(one.Abilities), settings.Limits, PriceNow(prices),
            settings.Access, settings.Enabled, word?.CreatedAt ?? one.Since, word?.UpdatedAt ?? one.Since);
    }

    private PriceView? PriceNow(PriceList prices) => prices.At(time.GetUtcNow()) is { } price ? PriceView.Of(price) : null;
}
