using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Host.Composition;
using Parley.Kernel;

namespace Parley.Bench.Edge;

/// <summary>The two servers: the framework alone, and Parley, with the same routes that do nothing.</summary>
internal static class MeasuredServers
{
    public const string Open = "/bench/open";
    public const string Guarded = "/v1/bench/guarded";

    private static readonly object Nothing = new { nothing = true };

    public static async Task RunAsync(string what)
    {
        await using var app = what == "parley" ? Parley() : Framework();
        await app.StartAsync();
        Console.WriteLine($"ready at {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }

    private static WebApplication Framework()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet(Open, Answer);
        app.MapPost(Open, Echo);
        return app;
    }

    private static WebApplication Parley()
    {
        var app = ParleyApp.Build([new("urls", "http://127.0.0.1:0"), new("Logging:LogLevel:Default", "Warning")]);
        app.MapGet(Open, Answer).WithMetadata(new AllowAnonymousAttribute());
        app.MapGet(Guarded, Answer).Allow(scope: null);
        app.MapPost(Guarded, Echo).Allow(scope: null);
        return app;
    }

    private static Ok<object> Answer() => TypedResults.Ok(Nothing);

    private static Ok<Message> Echo(Message message) => TypedResults.Ok(message);

    /// <summary>A small body.</summary>
    internal sealed record Message(string Text, double? Temperature);
}
