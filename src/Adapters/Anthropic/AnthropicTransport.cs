using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.Options;
using Parley.Models;
using Parley.Outgoing;

namespace Parley.Anthropic;

/// <summary>The connections to all servers, and the SDK's client of each.</summary>
internal sealed class AnthropicTransport : IDisposable
{
    // Our own limits end a call, long before this one of the SDK's.
    private static readonly TimeSpan Never = TimeSpan.FromHours(24);

    private readonly HttpClient _environment;
    private readonly HttpClient? _tenants;

    public AnthropicTransport(IOptions<AnthropicOptions> options, OutgoingHttp outgoing, TimeProvider time)
        : this(options.Value, time) =>
        _tenants = ProviderHttp.Connect(outgoing, options.Value.ConnectTimeout, new AnswerGuard(options.Value.LongestFrame, time));

    internal AnthropicTransport(AnthropicOptions options, TimeProvider time)
    {
        Options = options;
        Patience = new(options.FirstTokenTimeout, options.BetweenTokensTimeout);
        _environment = ProviderHttp.Connect(options.ConnectTimeout, new AnswerGuard(options.LongestFrame, time));
    }

    public AnthropicOptions Options { get; }

    public CallPatience Patience { get; }

    /// <summary>The SDK's client of one server. Nothing in it comes from the environment, and retries are the business of the turn.</summary>
    public AnthropicClient ClientOf(ProviderEndpoint endpoint) => new(new ClientOptions
    {
        HttpClient = !endpoint.IsOfTenant ? _environment
            : _tenants ?? throw new InvalidOperationException("These connections go to servers of the environment alone."),
        BaseUrl = Root(endpoint.BaseUrl),
        ApiKey = endpoint.ApiKey,
        MaxRetries = 0,
        Timeout = Never,

        // Its spans may hold what was said; the meter has its own, without.
        OpenTelemetry = false,

        // Where the SDK sends a key has changed; servers that imitate the API look for it here.
        ExtraHeaders = endpoint.ApiKey is { } key ? new Dictionary<string, string> { ["x-api-key"] = key } : new Dictionary<string, string>(),
    });

    public void Dispose()
    {
        _environment.Dispose();
        _tenants?.Dispose();
    }

    /// <summary>The SDK adds the version to a path by itself.</summary>
    private static string Root(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        path = path.EndsWith("/v1", StringComparison.Ordinal) ? path[..^3] : path;
        return address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + path;
    }
}
