using System.Net;
using Microsoft.Extensions.Configuration;

namespace Parley.Models;

/// <summary>Where providers are looked for: what the environment names, and loopback while nobody else can reach this server.</summary>
internal static class Places
{
    private const string OpenAI = "https://api.openai.com/v1";

    /// <summary>What <c>OPENAI_BASE_URL</c>, <c>OPENAI_API_KEY</c> and <c>OPENAI_MODEL</c> name; null when all are empty.</summary>
    /// <exception cref="InvalidOperationException">The address cannot be used.</exception>
    public static ProviderEndpoint? OfEnvironment(IConfiguration configuration, ModelsOptions options)
    {
        var (url, key, model) = (Text("OPENAI_BASE_URL"), Text("OPENAI_API_KEY"), Text("OPENAI_MODEL"));
        if (url is null && key is null && model is null)
        {
            return null;
        }

        if (!Uri.TryCreate(url ?? OpenAI, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException("OPENAI_BASE_URL is not an address; write it like https://api.openai.com/v1.");
        }

        return new(WithPath(address), key, model) { Timeout = options.ProbePatience };

        string? Text(string name) => configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
    }

    /// <summary>The servers on this machine, unless discovery is off or strangers could reach us.</summary>
    public static IEnumerable<ProviderEndpoint> OnLoopback(IConfiguration configuration, ModelsOptions options, ProviderEndpoint? named)
    {
        if (!(IsWanted(configuration["Discovery"] ?? configuration["Parley:Discovery"]) ?? ListensOnLoopbackOnly(configuration)))
        {
            return [];
        }

        return options.Ports
            .Where(port => named is null || !named.BaseUrl.IsLoopback || named.BaseUrl.Port != port)
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
    private static Uri WithPath(Uri address) => address.AbsolutePath == "/" ? new UriBuilder(address) { Path = "/v1" }.Uri : address;
}
