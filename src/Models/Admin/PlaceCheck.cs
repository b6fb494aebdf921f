using Microsoft.Extensions.Options;
using Parley.Outgoing;

namespace Parley.Models;

/// <summary>Looks at where a deployment is to be: what the address leads to, and whether the model answers there.</summary>
internal sealed class PlaceCheck(OutgoingHttp outgoing, ModelCatalogue catalogue, IOptions<ModelsOptions> options)
{
    private const string Remedy = "Correct it, or send probe: false to keep it without asking.";
    private const int MostNamed = 10;

    private static readonly Dictionary<string, string> UsualPlaces = new()
    {
        ["openai"] = "https://api.openai.com/v1",
        ["anthropic"] = "https://api.anthropic.com",
    };

    /// <exception cref="RefusedException">There is no such kind.</exception>
    public string Provider(string? provider) => provider is not null && catalogue.Providers.ContainsKey(provider) ? provider
        : throw DeploymentRules.Invalid("provider", provider == ExtractiveModel.Provider
            ? "The extractive model is always there; it needs no deployment of its own."
            : $"The provider is one of {string.Join(", ", catalogue.Providers.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>An address as it may be kept, as far as it tells by itself.</summary>
    /// <param name="address">Null for the provider's own place.</param>
    public string Address(string provider, string? address)
    {
        var named = string.IsNullOrEmpty(address) ? UsualPlaces.GetValueOrDefault(provider) : address;
        if (outgoing.Judge(named) is { } refusal)
        {
            throw OfAddress(refusal);
        }

        return Form(provider, new Uri(named!));
    }

    /// <summary>An address that the configuration names, which may lead anywhere.</summary>
    public static string AddressOfOperator(string provider, string? address) =>
        Uri.TryCreate(string.IsNullOrEmpty(address) ? UsualPlaces.GetValueOrDefault(provider) : address, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? Form(provider, uri)
            : throw DeploymentRules.Invalid("base_url", "This is no address; write it like https://api.example.com/v1, without a user name or password.");

    private static string Form(string provider, Uri uri)
    {
        return uri.Fragment.Length > 0 ? throw DeploymentRules.Invalid("base_url", "The address of a provider has no fragment.")
            : uri.Query.Length > 0 && !uri.Query.StartsWith("?api-version=", StringComparison.OrdinalIgnoreCase)
                ? throw DeploymentRules.Invalid("base_url", "The address of a provider has no query but api-version. A key belongs into api_key, where nobody sees it.")
            : (provider == "openai" ? Places.WithPath(uri) : uri).AbsoluteUri;
    }

    /// <summary>Looks at where the name leads now. When it is called each connection is looked at again.</summary>
    public async Task LookAsync(string address, CancellationToken cancellationToken)
    {
        if (await outgoing.LookAsync(address, cancellationToken) is { } refusal)
        {
            throw OfAddress(refusal);
        }
    }

    /// <summary>Asks whether the model answers.</summary>
    /// <param name="isOfTenant">Whether a tenant named the address.</param>
    /// <returns>What was found out about it.</returns>
    /// <exception cref="RefusedException">422 <c>probe_failed</c>, with the provider's own reason.</exception>
    public async Task<KnownModel> ProbeAsync(DeploymentSettings settings, bool isOfTenant, CancellationToken cancellationToken)
    {
        var endpoint = new ProviderEndpoint(new(settings.BaseUrl), settings.ApiKey, settings.Model) { IsOfTenant = isOfTenant, Timeout = options.Value.ProbePatience };
        try
        {
            var found = await catalogue.Providers[settings.Provider].ConnectAsync(endpoint, cancellationToken)
                ?? throw Failed("base_url", $"Nobody answers there, or it is no server of the kind {settings.Provider}.");
            return found.Listed is { Count: > 0 } listed && !listed.Contains(settings.Model)
                ? throw Failed("model", $"The server does not list this model; it lists {string.Join(", ", listed.Take(MostNamed))}{(listed.Count > MostNamed ? " …" : "")}.")
                : new(found.Model, found.ContextTokens, found.MaxOutputTokens, found.Abilities, found.Server);
        }
        catch (ProviderException failure)
        {
            throw Failed(failure.Kind == ProviderFailure.Unauthorized ? "api_key" : "base_url", $"The provider refuses: {failure.Message}");
        }
    }

    private static RefusedException Failed(string field, string reason) =>
        new(new(422, "probe_failed", $"{reason} {Remedy}") { Errors = new Dictionary<string, string[]> { [field] = [reason] } });

    private static RefusedException OfAddress(Refusal refusal) =>
        new(refusal with { Errors = new Dictionary<string, string[]> { ["base_url"] = [refusal.Detail] } });
}
