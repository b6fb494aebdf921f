using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Anthropic;
using Parley.OpenAI;
using Parley.ScriptedProvider;

namespace Parley.Models.Tests;

/// <summary>The scripted provider on a free port, and an adapter of ours connected to it.</summary>
internal sealed class ProviderFixture : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IDisposable _transport;

    private ProviderFixture(WebApplication app, OpenAIOptions options, bool anthropic)
    {
        _app = app;
        BaseUrl = new(app.Urls.First() + "/v1");
        if (anthropic)
        {
            var transport = new AnthropicTransport(SameAs(options), TimeProvider.System);
            (_transport, Provider) = (transport, new AnthropicProvider(transport, TimeProvider.System));
        }
        else
        {
            var transport = new OpenAITransport(options);
            (_transport, Provider) = (transport, new OpenAIProvider(transport, TimeProvider.System));
        }
    }

    public Uri BaseUrl { get; }

    public IModelProvider Provider { get; }

    public ScriptBook Scripts => _app.Services.GetRequiredService<ScriptBook>();

    public RequestLog Log => _app.Services.GetRequiredService<RequestLog>();

    public static async Task<ProviderFixture> StartAsync(Script? script = null, OpenAIOptions? options = null, string? apiKey = null, string[]? models = null, bool anthropic = false)
    {
        var app = ScriptedProviderApp.Create(new()
        {
            Urls = "http://127.0.0.1:0",
            Script = script ?? new(),
            ApiKey = apiKey,
            Models = models ?? ["scripted"],
        });
        await app.StartAsync();
        return new(app, options ?? new(), anthropic);
    }

    public async Task<IChatClient> ConnectAsync(string? key = null) =>
        (await Provider.ConnectAsync(new(BaseUrl, key), CancellationToken.None))!.Client;

    public Task StopAsync() => _app.StopAsync();

    internal static AnthropicOptions SameAs(OpenAIOptions options) => new()
    {
        Continue = options.Continue,
        FirstTokenTimeout = options.FirstTokenTimeout,
        BetweenTokensTimeout = options.BetweenTokensTimeout,
        LongestFrame = options.LongestFrame,
    };

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>A server of a few lines, for what the scripted provider does not do.</summary>
internal sealed class SmallServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly OpenAITransport _transport;
    private readonly AnthropicTransport _anthropic;

    private SmallServer(WebApplication app, OpenAIOptions options)
    {
        (_app, _transport, _anthropic) = (app, new(options), new(ProviderFixture.SameAs(options), TimeProvider.System));
        Root = new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Provider = new(_transport, TimeProvider.System);
    }

    public Uri Root { get; }

    public Uri BaseUrl => new(Root, "/v1");

    public List<string> Bodies { get; } = [];

    public OpenAIProvider Provider { get; }

    public IChatClient Client(bool continues = false, RefusedParameters? refused = null, string? key = null) =>
        new OpenAIChatClient(_transport, new(BaseUrl, key), "m", continues, refused ?? new(), TimeProvider.System);

    public IEncoderProvider Encoders => new OpenAIEncoders(_transport, TimeProvider.System);

    public IModelProvider Anthropic => new AnthropicProvider(_anthropic, TimeProvider.System);

    public IChatClient AnthropicClient(ModelFacts? model = null, RefusedParameters? refused = null, string? key = null) =>
        new AnthropicChatClient(_anthropic, new(BaseUrl, key), model ?? new("m"), refused ?? new(), TimeProvider.System);

    /// <param name="answer">Gets path and body; gives status, content type and body.</param>
    public static async Task<SmallServer> StartAsync(Func<string, string, (int Status, string Type, string Body)> answer, OpenAIOptions? options = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        SmallServer? server = null;
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            lock (server!.Bodies)
            {
                server.Bodies.Add(body);
            }

            var (status, type, text) = answer(context.Request.Path, body);
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            await context.Response.WriteAsync(text);
        });
        await app.StartAsync();
        return server = new(app, options ?? new());
    }

    public static string Sse(params string[] frames) => string.Concat(frames.Select(frame => $"data: {frame}\n\n"));

    /// <summary>Anthropic's events, each with its type as its name.</summary>
    public static string Events(params string[] events) => string.Concat(events.Select(
        data => $"event: {System.Text.Json.JsonDocument.Parse(data).RootElement.GetProperty("type").GetString()}\ndata: {data}\n\n"));

    public static string Said(string text) => $$$"""{"id":"x","model":"m","choices":[{"index":0,"delta":{"content":{{{System.Text.Json.JsonSerializer.Serialize(text)}}}}}]}""";

    public static string Ended(string reason = "stop") => $$"""{"choices":[{"index":0,"delta":{},"finish_reason":"{{reason}}"}]}""";

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        _anthropic.Dispose();
        await _app.DisposeAsync();
    }
}

internal static class Waiting
{
    /// <summary>Looks until it is so, for a minute at most.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!isSo())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(1), $"Not within a minute: {what}");
            await Task.Delay(5);
        }
    }
}
