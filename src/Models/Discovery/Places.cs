using System.Net;
using Microsoft.Extensions.Configuration;

namespace Parley.Models;

/// <summary>Where providers are looked for: what the environment names, and loopback while nobody else can reach this server.</summary>
internal static class Places
{
    private static readonly (string Provider, string Variables, string Default)[] Kinds =
    [
        ("openai", "OPENAI", "https://api.openai.com/v1"),
        ("anthropic", "ANTHROPIC", "https://api.anthropic.com"),
    ];

    /// <summary>
    /// What <c>OPENAI_BASE_URL</c>, <c>OPENAI_API_KEY</c> and <c>OPENAI_MODEL</c> name, and the same for <c>ANTHROPIC_</c>; nothing of a
    /// kind whose three are empty.
    /// </summary>
    /// <exception cref="InvalidOperationException">An address cannot be used.</exception>
    public static IReadOnlyList<NamedPlace> OfEnvironment(IConfiguration configuration, ModelsOptions options) =>
        [.. Kinds.Select(kind => Named(configuration, options, kind.Provider, kind.Variables, kind.Default)).OfType<NamedPlace>()];

    private static NamedPlace? Named(IConfiguration configuration, ModelsOptions options, string provider, string variables, string standard)
    {
        var (url, key, model) = (Text("BASE_URL"), Text("API_KEY"), Text("MODEL"));
        if (url is null && key is null && model is null)
        {
            return null;
        }

        if (!Uri.TryCreate(url ?? standard, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException($"{variables}_BASE_URL is not an address; write it like {standard}.");
        }

        return new(provider, variables, new(provider == "openai" ? WithPath(address) : address, key, model) { Timeout = options.ProbePatience });

        string? Text(string name) =>
            configuration[$"{variables}_{name}"] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
    }

    /// <summary>The servers on this machine, unless discovery is off or strangers could reach us.</summary>
    public static IEnumerable<ProviderEndpoint> OnLoopback(IConfiguration configuration, ModelsOptions options, IReadOnlyList<NamedPlace> named)
    {
        if (!(IsWanted(configuration["Discovery"] ?? configuration["Parley:Discovery"]) ?? ListensOnLoopbackOnly(configuration)))
        {
            return [];
        }

        return options.Ports
            .Where(port => !named.Any(place => place.Endpoint.BaseUrl.IsLoopback && place.Endpoint.BaseUrl.Port == port))
            .Select(port => new ProviderEndpoint(new($"http://127.0.0.1:{port}/v1")) { Timeout = options.DiscoveryPatience });
    }

    internal static bool ListensOnLoopbackOnly(IConfiguration configuration)
    {
        if (configuration["http_ports"] is { Length: > 0 } || configuration["https_ports"] is { Length: > 0 })
        {
            return false;
        }

        var urls = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""));

        // Without a word about it, Kestrel listens on localhost.
        return urls.All(IsLoopback);
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)));

    private static bool? IsWanted(string? setting) => bool.TryParse(setting, out var wanted) ? wanted : null;

    /// <summary>Who gives a bare host means the place where all of them have the API.</summary>
    internal static Uri WithPath(Uri address) => address.AbsolutePath == "/" ? new UriBuilder(address) { Path = "/v1" }.Uri : address;
}

/// <summary>A provider that the environment names.</summary>
/// <param name="Provider">The kind, such as <c>openai</c>.</param>
/// <param name="Variables">What the names of its variables begin with, such as <c>OPENAI</c>.</param>
internal sealed record NamedPlace(string Provider, string Variables, ProviderEndpoint Endpoint);
