using Parley.Accounts;

namespace Parley.Models;

/// <summary>Makes, changes and deletes the deployments of tenants.</summary>
internal sealed class DeploymentDesk(
    CatalogueWrites writes, ModelCatalogue catalogue, EncoderCatalogue encoders, PlaceCheck places, AccessCheck access, TimeProvider time)
{
    private const int Most = 200;

    /// <summary>Makes a deployment.</summary>
    /// <param name="origin">Of <see cref="DeploymentOrigins"/>; what the configuration names may be anywhere, and is not asked.</param>
    /// <param name="seed">Whether it is made once only: nothing is done where the configuration brought it before.</param>
    /// <exception cref="RefusedException">Something is wrong with it, or its name is taken.</exception>
    public async Task<string> MakeAsync(
        TenantScope tenant, DeploymentInput input, string origin, Actor actor, CancellationToken cancellationToken, bool seed = false)
    {
        var now = Now;
        var name = DeploymentRules.Name(input.Name);
        var settings = Merge(new() { Provider = places.Provider(input.Provider) }, input, isNew: true, origin);
        var price = DeploymentRules.Price(input.Price ?? throw DeploymentRules.NoPrice(), now);
        if (price.ValidFrom > now)
        {
            throw DeploymentRules.NoPrice();
        }

        await CheckNotGivenAsync(tenant, name, origin, cancellationToken);
        settings = settings with { Access = await access.ReadAsync(tenant, input.Access, cancellationToken) };
        settings = await FindAsync(settings, origin, seed ? false : input.Probe, cancellationToken);
        CheckFits(settings);
        var made = new KeptDeployment(Id<ModelIds.Deployment>.New(time).Value, name, origin, settings, now, now);
        var sealedSettings = await writes.SealAsync(tenant, made.Id, settings, cancellationToken);
        await writes.WriteAsync(
            tenant,
            async connection =>
            {
                if (!seed || await CatalogueWrites.SeedAsync(connection, "deployment", name))
                {
                    if ((await CatalogueWrites.NamesAsync(connection)).Count >= Most)
                    {
                        throw new RefusedException(new(409, "too_many_deployments", $"A tenant has at most {Most} deployments; delete one first."));
                    }

                    await writes.AddAsync(connection, made, sealedSettings, actor);
                    await writes.PriceAsync(connection, made.Id, name, price, actor);
                }

                return true;
            },
            cancellationToken);
        catalogue.HearOfChange(tenant.Id.Value);
        return made.Id;
    }

    /// <summary>Changes what is given, or puts everything else back to what is usual.</summary>
    /// <param name="anew">Whether what is not given is as usual again; the key stays.</param>
    /// <exception cref="RefusedException">There is no such deployment, something is wrong with the change, or it was changed meanwhile.</exception>
    public async Task ChangeAsync(TenantScope tenant, string id, DeploymentInput input, bool anew, Actor actor, CancellationToken cancellationToken)
    {
        var kept = await catalogue.KeptAsync(tenant, cancellationToken);
        var known = kept.Deployments.FirstOrDefault(one => one.Id == id);
        var given = known is null or { Origin: DeploymentOrigins.Environment } ? await GivenAsync(tenant, id, cancellationToken) : null;
        if (known is null && given is null)
        {
            throw NotFound();
        }

        var name = known?.Name ?? given!.Name;
        if (input.Name is { } other && DeploymentRules.Name(other) != name)
        {
            throw new RefusedException(new(
                409, "name_fixed", "A deployment keeps its name: routes, conversations and the ledger know it by that. Make another one under the new name."));
        }

        var before = known?.Settings ?? new();
        var settings = given is not null ? MergeOfEnvironment(given, before, input) : Merge(
            anew ? new() { Provider = places.Provider(input.Provider ?? before.Provider), ApiKey = before.ApiKey } : before, input, isNew: anew, DeploymentOrigins.Tenant);
        var price = input.Price is { } asked ? DeploymentRules.Price(asked, Now) : null;
        settings = settings with { Access = input.Access is null ? settings.Access : await access.ReadAsync(tenant, input.Access, cancellationToken) };
        var moved = given is null && (settings.Provider, settings.BaseUrl, settings.ApiKey, settings.Model) != (before.Provider, before.BaseUrl, before.ApiKey, before.Model);

        // The operator's word holds for the operator's address alone.
        var origin = known?.Origin == DeploymentOrigins.Configuration && settings.BaseUrl != before.BaseUrl ? DeploymentOrigins.Tenant
            : known?.Origin ?? DeploymentOrigins.Environment;
        settings = !moved && input.Probe != true ? settings
            : input.ApiKey is null && before.ApiKey is not null && !IsSamePlace(before, settings) ? throw DeploymentRules.Invalid(
                "api_key", "The key was given for another address, and is sent to no other. Give the key of this one, or an empty text for none.")
            : origin != DeploymentOrigins.Environment ? await FindAsync(settings, origin, input.Probe, cancellationToken)
            : settings;
        CheckFits(settings);
        var seen = known?.UpdatedAt ?? default;
        var now = known is not null && Now <= seen ? seen.AddMilliseconds(1) : Now;
        var changed = new KeptDeployment(id, name, origin, settings, known?.CreatedAt ?? now, now);
        var sealedSettings = await writes.SealAsync(tenant, id, settings, cancellationToken);
        await writes.WriteAsync(
            tenant,
            async connection =>
            {
                await (known is null
                    ? writes.AddAsync(connection, changed, sealedSettings, actor)
                    : writes.ReplaceAsync(connection, changed, sealedSettings, seen, input.Given, actor));
                if (price is not null)
                {
                    await writes.PriceAsync(connection, id, name, price, actor);
                }

                return true;
            },
            cancellationToken);
        catalogue.HearOfChange(tenant.Id.Value);
    }

    /// <summary>Sets a price from a moment on.</summary>
    public async Task PriceAsync(TenantScope tenant, string id, PriceInput input, Actor actor, CancellationToken cancellationToken)
    {
        var kept = await catalogue.KeptAsync(tenant, cancellationToken);
        if (kept.Deployments.FirstOrDefault(one => one.Id == id) is not { } known)
        {
            // The first word about a deployment of the environment.
            await ChangeAsync(tenant, id, new(Price: input), anew: false, actor, cancellationToken);
            return;
        }

        var price = DeploymentRules.Price(input, Now);
        await writes.WriteAsync(
            tenant,
            async connection =>
            {
                await CatalogueWrites.CheckThereAsync(connection, id);
                await writes.PriceAsync(connection, id, known.Name, price, actor);
                return true;
            },
            cancellationToken);
        catalogue.HearOfChange(tenant.Id.Value);
    }

    /// <exception cref="RefusedException">There is no such deployment, a route leads to it, or the environment names it.</exception>
    public async Task DeleteAsync(TenantScope tenant, string id, Actor actor, CancellationToken cancellationToken)
    {
        var kept = await catalogue.KeptAsync(tenant, cancellationToken);
        if (kept.Deployments.FirstOrDefault(one => one.Id == id) is not { } known)
        {
            throw (await catalogue.GivenAsync(tenant, cancellationToken)).Any(one => ModelIds.OfName(one.Name) == id)
                ? new RefusedException(new(
                    409, "deployment_given", "The environment or the program brings this deployment. Set enabled to false to switch one of the environment off."))
                : NotFound();
        }

        var deleted = await writes.WriteAsync(
            tenant,
            async connection =>
            {
                if (known.Origin != DeploymentOrigins.Environment
                    && (await CatalogueWrites.RoutesAsync(connection)).Where(route => route.Targets.Contains(known.Name)).Select(route => route.Name).ToList() is { Count: > 0 } users)
                {
                    throw new RefusedException(new(
                        409, "deployment_in_use", $"The {(users.Count == 1 ? "route" : "routes")} {string.Join(", ", users)} lead to this deployment; take it out there first."));
                }

                return await writes.DeleteAsync(connection, id, known.Name, actor);
            },
            cancellationToken);
        catalogue.HearOfChange(tenant.Id.Value);
        if (!deleted)
        {
            throw NotFound();
        }
    }

    internal static RefusedException NotFound() => new(Refusal.NotFound("deployment"));

    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    private async Task<Deployment?> GivenAsync(TenantScope tenant, string id, CancellationToken cancellationToken)
    {
        var given = (await catalogue.GivenAsync(tenant, cancellationToken)).FirstOrDefault(one => ModelIds.OfName(one.Name) == id);
        return given is not { IsLanguageModel: false } ? given
            : throw new RefusedException(new(409, "deployment_given", "The extractive model is a part of the program: it stays as it is, for whatever else fails."));
    }

    private async Task CheckNotGivenAsync(TenantScope tenant, string name, string origin, CancellationToken cancellationToken)
    {
        if ((origin == DeploymentOrigins.Tenant && (await catalogue.GivenAsync(tenant, cancellationToken)).Any(one => one.Name == name))
            || name == ExtractiveModel.Name || encoders.HasGiven(tenant, name))
        {
            throw CatalogueWrites.Taken("deployment", name, "deployment");
        }
    }

    private DeploymentSettings Merge(DeploymentSettings before, DeploymentInput input, bool isNew, string origin)
    {
        var provider = input.Provider is null ? before.Provider : places.Provider(input.Provider);
        return before with
        {
            Provider = provider,
            BaseUrl = !isNew && input.BaseUrl is null && provider == before.Provider ? before.BaseUrl
                : origin == DeploymentOrigins.Configuration ? PlaceCheck.AddressOfOperator(provider, input.BaseUrl)
                : places.Address(provider, input.BaseUrl),
            ApiKey = input.ApiKey is { } key ? DeploymentRules.ApiKey(key) : before.ApiKey,
            Model = !isNew && input.Model is null ? before.Model : DeploymentRules.Model(input.Model),
            ContextTokens = input.ContextTokens is { } context ? DeploymentRules.Tokens("context_tokens", context) : before.ContextTokens,
            MaxOutputTokens = input.MaxOutputTokens is { } output ? DeploymentRules.Tokens("max_output_tokens", output) : before.MaxOutputTokens,
            Abilities = input.Abilities is { } abilities ? DeploymentRules.Abilities(abilities, provider) : before.Abilities,
            Region = input.Region is { } region ? DeploymentRules.Region(region) : before.Region,
            Weight = input.Weight is { } weight ? DeploymentRules.Weight(weight) : before.Weight,
            Limits = input.Limits is { } limits ? DeploymentRules.Limits(limits) : before.Limits,
            Enabled = input.Enabled ?? before.Enabled,
        };
    }

    private static DeploymentSettings MergeOfEnvironment(Deployment given, DeploymentSettings before, DeploymentInput input)
    {
        string[] elsewhere = ["provider", "base_url", "api_key", "model", "context_tokens", "max_output_tokens", "abilities"];
        return input.Given.FirstOrDefault(elsewhere.Contains) is { } field
            ? throw DeploymentRules.Invalid(field, $"The environment says where {given.Name} is and what it can do. Here its region, weight, limits, price, access and enabled can be set.")
            : before with
            {
                Region = input.Region is { } region ? DeploymentRules.Region(region) : before.Region,
                Weight = input.Weight is { } weight ? DeploymentRules.Weight(weight) : before.Weight,
                Limits = input.Limits is { } limits ? DeploymentRules.Limits(limits) : before.Limits,
                Enabled = input.Enabled ?? before.Enabled,
            };
    }

    private async Task<DeploymentSettings> FindAsync(DeploymentSettings settings, string origin, bool? probe, CancellationToken cancellationToken)
    {
        var isOfTenant = origin == DeploymentOrigins.Tenant;
        if (isOfTenant)
        {
            await places.LookAsync(settings.BaseUrl, cancellationToken);
        }

        return settings with { Found = probe ?? true ? await places.ProbeAsync(settings, isOfTenant, cancellationToken) : null };
    }

    private static bool IsSamePlace(DeploymentSettings one, DeploymentSettings other) =>
        new Uri(one.BaseUrl).GetLeftPart(UriPartial.Authority) == new Uri(other.BaseUrl).GetLeftPart(UriPartial.Authority);

    private static void CheckFits(DeploymentSettings settings)
    {
        if (settings.Known is { ContextTokens: { } context } && settings.MaxOutputTokens > context)
        {
            throw DeploymentRules.Invalid("max_output_tokens", $"An answer of {settings.MaxOutputTokens} tokens does not fit into a context of {context}.");
        }
    }
}
