using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Kernel;
using Parley.Models;
using Parley.OpenAI;

namespace Parley.Knowledge.Tests;

/// <summary>
/// A server of models over real HTTP. Its embedding knows what a few words mean, and nothing else; its reranker likes what is said in
/// capitals.
/// </summary>
internal sealed class Connected : IAsyncDisposable
{
    // Words of one line mean the same.
    private static readonly string[][] Meanings = [["car", "automobile", "vehicle", "zorbling"], ["doctor", "physician", "medic"], ["house", "home", "dwelling"], ["filter", "sieve"]];

    /// <summary>A word that it refuses to read, as others refuse what is too long.</summary>
    public const string Refused = "unembeddable";

    private readonly WebApplication _app;

    private Connected(WebApplication app) => _app = app;

    /// <summary>What it answers instead of vectors; null for vectors.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>What its language model "talker" says to a request.</summary>
    public Func<string, string> Says { get; set; } = _ => "Nothing.";

    /// <summary>What was sent to it, by path.</summary>
    public List<(string Path, string Body)> Asked { get; } = [];

    /// <summary>Texts that were sent to be embedded.</summary>
    public IEnumerable<string> Texts => Asked.Where(one => one.Path.EndsWith("/embeddings", StringComparison.Ordinal))
        .SelectMany(one => JsonElement.Parse(one.Body).GetProperty("input").EnumerateArray().Select(text => text.GetString()!));

    public static async Task<Connected> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new Connected(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>What a tenant may use of it: the embeddings "meaning" and "larger", and what the settings say.</summary>
    public IServiceProvider ServicesFor(TestDatabase database, TenantScope tenant, params (string Key, string Value)[] settings)
    {
        var services = BuiltInModels.Of(database.Tenants, services => services.AddOpenAIProvider(), new(settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value)))
        {
            ["OPENAI_BASE_URL"] = _app.Urls.First() + "/v1",
            ["OPENAI_EMBEDDING_MODEL"] = "meaning,larger",
            ["Embedding:Attempts"] = "1",
        });
        services.GetRequiredService<EnvironmentTenants>().Grant(tenant.Id);
        return services;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        lock (Asked)
        {
            Asked.Add((context.Request.Path, body));
        }

        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        if (body.Contains(Refused, StringComparison.Ordinal))
        {
            context.Response.StatusCode = 400;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(Answer(context.Request.Path, body));
    }

    private string Answer(string path, string body) => path switch
    {
        "/v1/models" => """{"data":[{"id":"talker"}]}""",
        "/v1/chat/completions" =>
            $$$"""{"choices":[{"index":0,"message":{"role":"assistant","content":{{{JsonSerializer.Serialize(Says(body))}}}},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3}}""",
        _ => Encoded(path, JsonElement.Parse(body)),
    };

    private static string Encoded(string path, JsonElement asked) => path.EndsWith("/rerank", StringComparison.Ordinal)
        ? $$"""{"results":[{{string.Join(',', asked.GetProperty("documents").EnumerateArray().Select((text, i) => $$"""{"index":{{i}},"relevance_score":{{text.GetString()!.Count(char.IsUpper)}}}"""))}}]}"""
        : $$"""{"data":[{{string.Join(',', asked.GetProperty("input").EnumerateArray().Select((text, i) => $$"""{"index":{{i}},"embedding":[{{Vector(text.GetString()!, asked.GetProperty("model").GetString() == "larger")}}]}"""))}}]}""";

    private static string Vector(string text, bool larger)
    {
        var numbers = Meanings.Select(words => (double)words.Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))).Append(0.1);
        return string.Join(',', (larger ? numbers.Concat(Enumerable.Repeat(0.0, 3)) : numbers).Select(number => number.ToString(CultureInfo.InvariantCulture)));
    }
}
