using System.IO.Compression;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Host.Composition;
using Parley.Host.Edge.Bots;
using Parley.Host.Edge.Tls;

namespace Parley.Host.Edge;

internal static class EdgeServices
{
    public static IServiceCollection AddEdge(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton<Answers>().AddSingleton<EdgeCounters>().AddSingleton<ReadinessChecks>().AddSingleton<IProblemDetailsWriter, ProblemWriter>().AddProblemDetails();
        services.AddOptions<EdgeOptions>().BindConfiguration("Edge").ValidateOnStart();
        services.AddSingleton<IValidateOptions<EdgeOptions>, EdgeOptionsValidator>().AddSingleton<BotWatch>();
        services.ConfigureHttpJsonOptions(options => Json.Configure(options.SerializerOptions));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddResponseCompression(options =>
        {
            // Only the page's own files pass here: they hold no secret that a length could betray.
            options.EnableForHttps = true;
            options.MimeTypes = ["text/html", "text/css", "text/javascript", "application/javascript", "application/json", "application/manifest+json", "image/svg+xml", "font/ttf"];
        });
        services.Configure<BrotliCompressionProviderOptions>(options => options.Level = CompressionLevel.Fastest);
        services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = settings.Proxies.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            // A chain of proxies is walked from its near end for as long as each is trusted.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            settings.Proxies.ToList().ForEach(options.KnownIPNetworks.Add);
        });
        return services;
    }

    /// <summary>What every request passes, outermost first.</summary>
    public static void UseEdge(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.UseMiddleware<SafeHeaders>();
        app.UseMiddleware<ErrorAnswers>();
        app.UseMiddleware<HoneyRoutes>();
        app.UseMiddleware<CrossOrigin>();
        app.UsePage();
        app.UseRouting();
        app.UseMiddleware<BotScores>();
        app.UseMiddleware<TimeLimit>();
        app.UseParleyAccess();
        app.UseMiddleware<OriginGate>();
        app.UseMiddleware<BodyLimit>();
        app.UseMiddleware<ListTags>();
    }

    /// <exception cref="SettingsException">A certificate cannot be read.</exception>
    public static void ConfigureServer(this WebApplicationBuilder builder) => builder.WebHost.UseSockets(sockets =>
    {
        // What came is handled, and what goes out is sent, by the thread of the pool that has it: nothing here blocks one for its connection.
        sockets.UnsafePreferInlineScheduling = true;
    }).ConfigureKestrel((context, kestrel) =>
    {
        var settings = context.Configuration.GetSection("Kestrel");
        var time = kestrel.ApplicationServices.GetRequiredService<TimeProvider>();
        HalfClosed.Use(kestrel, time);
        kestrel.Configure(settings, reloadOnChange: false);
        Certificates.Read(
            settings,
            context.HostingEnvironment.ContentRootPath,
            time,
            kestrel.ApplicationServices.GetRequiredService<ILogger<Certificates>>()).Use(kestrel);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = BodyLimit.Default;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(2);
    });
}
