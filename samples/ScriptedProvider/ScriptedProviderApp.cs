using System.Security.Cryptography;
using System.Text;

namespace Parley.ScriptedProvider;

/// <summary>A provider that speaks OpenAI's wire and Anthropic's, and does exactly what it is told.</summary>
public static class ScriptedProviderApp
{
    private static readonly OpenAIWire OpenAI = new(tellsStops: false);
    private static readonly OpenAIWire OpenAIOfVllm = new(tellsStops: true);
    private static readonly AnthropicWire Anthropic = new();

    /// <summary>
    /// The program as an object: <c>await using var provider = ScriptedProviderApp.Create(new() { Urls = "http://127.0.0.1:0" });
    /// await provider.StartAsync();</c>. Its address is then the first of <c>provider.Urls</c>; its <see cref="ScriptBook"/> and
    /// <see cref="RequestLog"/> are services.
    /// </summary>
    public static WebApplication Create(ScriptedProviderOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Parley.ScriptedProvider" });
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = 64 << 20;
        });
        builder.Logging.ClearProviders().AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(options.Time)
            .AddSingleton(new ScriptBook(options.Script))
            .AddSingleton<RequestLog>()
            .AddSingleton<Pacer>()
            .AddSingleton(new PrefixCache(options.PrefixTokens, options.PrefillMs, options.Time))
            .AddSingleton<ChatCompletions>();

        var app = builder.Build();
        app.Use(next => context => IsAdmitted(context, options.ApiKey)
            ? next(context)
            : Wire(context).RefuseAsync(context, 401, "Incorrect API key provided."));
        var chat = app.Services.GetRequiredService<ChatCompletions>();
        app.MapPost("/v1/chat/completions", context => chat.HandleAsync(context, options.OwnedBy == "vllm" ? OpenAIOfVllm : OpenAI));
        app.MapPost("/v1/messages", context => chat.HandleAsync(context, Anthropic));
        SmallRoutes.Map(app, options, app.Services.GetRequiredService<RequestLog>());
        ControlRoutes.Map(app, app.Services.GetRequiredService<ScriptBook>(), app.Services.GetRequiredService<RequestLog>(), options);
        return app;
    }

    private static bool IsAdmitted(HttpContext context, string? key) =>
        key is null || !context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal)
        || Is(context.Request.Headers.Authorization.ToString(), $"Bearer {key}") || Is(context.Request.Headers["x-api-key"].ToString(), key);

    private static bool Is(string given, string key) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(key));

    /// <summary>Anthropic's clients name their version with every request.</summary>
    internal static bool SpeaksAnthropic(HttpContext context) => context.Request.Headers.ContainsKey("anthropic-version");

    private static IWire Wire(HttpContext context) => SpeaksAnthropic(context) ? Anthropic : OpenAI;
}
