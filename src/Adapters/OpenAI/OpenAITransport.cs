using Microsoft.Extensions.Options;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>The connections to all servers.</summary>
internal sealed class OpenAITransport : IDisposable
{
    public OpenAITransport(IOptions<OpenAIOptions> options)
        : this(options.Value)
    {
    }

    internal OpenAITransport(OpenAIOptions options)
        : this(ProviderHttp.Connect(options.ConnectTimeout), options)
    {
    }

    internal OpenAITransport(HttpClient http, OpenAIOptions options) =>
        (Http, Options, Patience) = (http, options, new(options.FirstTokenTimeout, options.BetweenTokensTimeout));

    public HttpClient Http { get; }

    public OpenAIOptions Options { get; }

    public CallPatience Patience { get; }

    public void Dispose() => Http.Dispose();
}
