using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>Accounts behind a real server on a free port, with an edge that turns refusals into problem documents.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    public const string EnvironmentKey = "pk_0123456789abcdefghijABCDEFGHIJ0123456789";
    public const string Email = "ada@example.com";
    public const string Password = "correct horse";

    private readonly WebApplication _app;
    private readonly TestDatabase _database;

    private TestApp(WebApplication app, TestDatabase database)
    {
        (_app, _database) = (app, database);
        Address = new Uri(app.Urls.First());
        Client = NewClient();
    }

    public Uri Address { get; }

    /// <summary>Has no credentials of its own and keeps no cookies.</summary>
    public HttpClient Client { get; }

    public AccountsReady Ready { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public static Dictionary<string, string?> Owner => new()
    {
        ["PARLEY_ADMIN_EMAIL"] = Email,
        ["PARLEY_ADMIN_PASSWORD"] = Password,
        ["PARLEY_API_KEY"] = EnvironmentKey,
    };

    public static async Task<TestApp> StartAsync(TestDatabase database, Dictionary<string, string?> settings, Action<IEndpointRouteBuilder>? map = null,
        Action<IApplicationBuilder>? before = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection([new("Limits:RequestsPerMinute", "0"), new("Limits:SignInsPerMinute", "0")]);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddRoutingCore();
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddSingleton(database.Time).AddSingleton(database.Tenants).AddSingleton(database.System)
            .AddSingleton(database.Sealer).AddSingleton(database.Signals).AddSingleton(database.Jobs);
        builder.Services.AddAccounts().AddSingleton<Zone>().AddSingleton<ITxtRecords>(services => services.GetRequiredService<Zone>());
        builder.Services.AddSingleton<IOpenTurns, NoTurns>().AddSingleton<Mailbox>().AddSingleton<IMailSender>(services => services.GetRequiredService<Mailbox>());

        builder.Services.RemoveAll<Passwords>().AddSingleton<CountingHasher>().AddSingleton(services => new Passwords(services.GetRequiredService<CountingHasher>()));

        // Tests move the clock by weeks; what is done each minute has a suite of its own.
        builder.Services.RemoveAll<IHostedService>();
        var app = builder.Build();
        app.Use(AnswerRefusalsAsync);
        before?.Invoke(app);
        app.UseRouting();
        app.UseParleyAccess();
        app.MapAccounts();
        map?.Invoke(app);
        var ready = await app.Services.GetRequiredService<AccountsStartup>().PrepareAsync();
        await app.StartAsync();
        return new(app, database) { Ready = ready };
    }

    public HttpClient NewClient(string? credential = null, string? endUser = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = credential is null ? null : new AuthenticationHeaderValue("Bearer", credential);
        if (endUser is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Parley-End-User", endUser);
        }

        return client;
    }

    public Task<HttpResponseMessage> SignInAsync(string email = Email, string password = Password) =>
        Client.PostAsJsonAsync("/v1/auth/login", new { email, password });

    /// <summary>Does all jobs that are due, such as sending letters.</summary>
    /// <returns>The number of attempts.</returns>
    public Task<int> RunJobsAsync(TestDatabase? node = null) => (node ?? _database).RunJobsAsync([.. _app.Services.GetServices<IJobHandler>()]);

    /// <summary>An access token of the owner that the environment names.</summary>
    public async Task<string> OwnerTokenAsync() => (await Answers.ReadAsync(await SignInAsync())).Text("access_token");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task AnswerRefusalsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (RefusedException exception)
        {
            var refusal = exception.Refusal;
            context.Response.Clear();
            context.Response.StatusCode = refusal.Status;
            if (refusal.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds)}";
            }

            await context.Response.WriteAsJsonAsync(new { refusal.Code, refusal.Detail, refusal.Extensions });
        }
        catch (BadHttpRequestException exception)
        {
            context.Response.StatusCode = exception.StatusCode;
        }
    }
}

/// <summary>Keeps the letters that would have been sent, or refuses them.</summary>
internal sealed class Mailbox : IMailSender
{
    public List<Letter> Letters { get; } = [];

    /// <summary>What becomes of the next letters; null when they are taken.</summary>
    public Func<Letter, Task>? Instead { get; set; }

    public bool IsConfigured => true;

    public async Task SendAsync(Letter letter, CancellationToken cancellationToken)
    {
        await (Instead?.Invoke(letter) ?? Task.CompletedTask);
        lock (Letters)
        {
            Letters.Add(letter);
        }
    }
}

/// <summary>Nobody answers turns here.</summary>
internal sealed class NoTurns : IOpenTurns
{
    public Task<long> CountAsync(TenantConnection connection, SubjectId subject) => Task.FromResult(0L);
}

/// <summary>Reading answers.</summary>
internal static class Answers
{
    public static async Task<JsonNode> ReadAsync(HttpResponseMessage response, int status = 200)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {body}");
        return body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!;
    }

    public static async Task<JsonNode> GetAsync(this HttpClient client, string path, int status) =>
        await ReadAsync(await client.GetAsync(new Uri(path, UriKind.Relative)), status);

    public static async Task<JsonNode> PostAsync(this HttpClient client, string path, object body, int status = 200) =>
        await ReadAsync(await client.PostAsJsonAsync(path, body), status);

    public static async Task<JsonNode> PutAsync(this HttpClient client, string path, object body, int status = 200) =>
        await ReadAsync(await client.PutAsJsonAsync(path, body), status);

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    public static string[] Texts(this JsonNode node, string name) => [.. node[name]!.AsArray().Select(item => item!.GetValue<string>())];
}
