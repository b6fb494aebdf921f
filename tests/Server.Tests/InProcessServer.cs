using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Parley.Host.Composition;

namespace Parley.Server.Tests;

/// <summary>A route as the running server has it.</summary>
internal sealed record ServedRoute(string Method, string Path, bool IsOpen)
{
    public string Name => $"{Method} {Path}";
}

/// <summary>The whole server in the tests' own process, where its routes and services can be looked at.</summary>
internal sealed class InProcessServer : IAsyncDisposable
{
    public const string OwnerEmail = "quillowner@first.example";
    public const string OwnerPassword = "a long enough password";

    private readonly string _folder = Directory.CreateTempSubdirectory("parley-test-").FullName;
    private WebApplication _app = null!;

    /// <summary>The first owner's key, with every scope.</summary>
    public string Key { get; } = "pk_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 43);

    public IServiceProvider Services => _app.Services;

    public IReadOnlyList<ServedRoute> Routes =>
    [
        .. from endpoint in Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           select new ServedRoute(
               method, "/" + endpoint.RoutePattern.RawText!.Trim('/'), endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null),
    ];

    /// <param name="settings">Settings beside those that every such server has, or in their stead.</param>
    public static async Task<InProcessServer> StartAsync(
        PostgresDatabase? database = null, Action<WebApplicationBuilder>? customise = null, params KeyValuePair<string, string?>[] settings)
    {
        var server = new InProcessServer();
        KeyValuePair<string, string?>[] all =
        [
            .. settings,
            new("PARLEY_DATA", server._folder),
            new("PARLEY_DATABASE", database?.Connection),
            new("PARLEY_MASTER_KEY", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            new("PARLEY_API_KEY", server.Key),
            new("PARLEY_ADMIN_EMAIL", OwnerEmail),
            new("PARLEY_ADMIN_PASSWORD", OwnerPassword),
            new("urls", "http://127.0.0.1:0"),
            new("Parley:Discovery", "false"),
            new("Parley:Documentation", "false"),
            new("Parley:Titles:By", "none"),

            // Nobody listens there, so that no test asks the name servers of the machine.
            new("Parley:Dns:Servers:0", "127.0.0.1:9"),

            // Tests send as fast as they can; those of the limits set them.
            new("Parley:Limits:RequestsPerMinute", "0"),
            new("Parley:Limits:SignInsPerMinute", "0"),
            new("Parley:Limits:StreamsPerUser", "0"),
            new("Logging:LogLevel:Default", "Warning"),
        ];
        server._app = ParleyApp.Build(all.DistinctBy(setting => setting.Key), customise);
        try
        {
            await server._app.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <param name="key">A key or token; null for a stranger.</param>
    /// <param name="endUser">For whom the key acts.</param>
    public HttpClient NewClient(string? key, string? endUser = null)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        if (endUser is not null)
        {
            client.DefaultRequestHeaders.Add("Parley-End-User", endUser);
        }

        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
