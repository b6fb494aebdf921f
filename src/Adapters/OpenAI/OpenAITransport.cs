using Microsoft.Extensions.Options;
using Parley.Models;
using Parley.Outgoing;

namespace Parley.OpenAI;

/// <summary>The connections to all servers.</summary>
internal sealed class OpenAITransport : IDisposable
{
    private readonly HttpClient _environment;
    private readonly HttpClient? _tenants;

    public OpenAITransport(IOptions<OpenAIOptions> options, OutgoingHttp outgoing)
        : this(ProviderHttp.Connect(options.Value.ConnectTimeout), options.Value, ProviderHttp.Connect(outgoing, options.Value.ConnectTimeout))
    {
    }

    internal OpenAITransport(OpenAIOptions options)
        : this(ProviderHttp.Connect(options.ConnectTimeout), options)
    {
    }

    internal OpenAITransport(HttpClient environment, OpenAIOptions options, HttpClient? tenants = null)
    {
        (_environment, _tenants, Options) = (environment, tenants, options);
        Patience = new(options.FirstTokenTimeout, options.BetweenTokensTimeout);
    }

    public OpenAIOptions Options { get; }

    public CallPatience Patience { get; }

    /// <param name="isOfTenant">Whether a tenant named the server.</param>
    public HttpClient Http(bool isOfTenant) => !isOfTenant ? _environment
        : _tenants ?? throw new InvalidOperationException("These connections go to servers of the environment alone.");

    public void Dispose()
    {
        _environment.Dispose();
        _tenants?.Dispose();
    }
}
