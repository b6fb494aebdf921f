using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Parley.ScriptedProvider;

namespace Parley.ServerKit;

/// <summary>The scripted provider in the tests' own process, on a free port: it goes on while the server under test is killed.</summary>
public sealed class ProviderServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProviderServer(WebApplication app) => _app = app;

    /// <summary>What <c>OPENAI_BASE_URL</c> is set to.</summary>
    public Uri BaseUrl => new(_app.Urls.First() + "/v1");

    /// <summary>How requests are answered from now on.</summary>
    public ScriptBook Scripts => _app.Services.GetRequiredService<ScriptBook>();

    /// <summary>What it was asked, and when each caller left.</summary>
    public RequestLog Requests => _app.Services.GetRequiredService<RequestLog>();

    public static async Task<ProviderServer> StartAsync(Script? script = null)
    {
        var app = ScriptedProviderApp.Create(new() { Urls = "http://127.0.0.1:0", Script = script ?? new() });
        await app.StartAsync();
        return new ProviderServer(app);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
