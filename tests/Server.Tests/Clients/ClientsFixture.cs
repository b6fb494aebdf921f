using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Parley.ScriptedProvider;

namespace Parley.Server.Tests.Clients;

/// <summary>Tests that share one running server with a scripted provider behind it.</summary>
[CollectionDefinition(Name)]
public sealed class ClientsCollection : ICollectionFixture<ClientsFixture>
{
    public const string Name = "clients";
}

/// <summary>A running server with a scripted provider behind it, and other people's clients for Node in front of it.</summary>
public sealed class ClientsFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan PollEvery = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentDictionary<string, Lazy<Task<JsonElement>>> _seen = new();
    private WebApplication _provider = null!;

    public ServerProcess Server { get; private set; } = null!;

    /// <summary>What the provider was sent.</summary>
    public RequestLog Sent => _provider.Services.GetRequiredService<RequestLog>();

    /// <summary>How the provider answers.</summary>
    public ScriptBook Scripts => _provider.Services.GetRequiredService<ScriptBook>();

    /// <summary>The model that the provider has, under the name that the server gives it.</summary>
    public string Model => "scripted";

    public async ValueTask InitializeAsync()
    {
        _provider = ScriptedProviderApp.Create(new() { Urls = "http://127.0.0.1:0" });
        await _provider.StartAsync();
        Server = await ServerProcess.StartAsync(new()
        {
            Provider = new Uri(_provider.Urls.First() + "/v1"),

            // Many tests share the deployments, and some of them have one fail.
            Environment = new Dictionary<string, string>
            {
                ["Parley__Models__Failover__BreakAfter"] = "1000",
                ["Parley__Models__Failover__LongestRest"] = "00:00:00",
                ["ANTHROPIC_BASE_URL"] = _provider.Urls.First(),
                ["ANTHROPIC_MODEL"] = Thinker,
            },
        });
        await UntilAsync(async () => await Server.Client.GetStringAsync("/v1/models") is var listed
            && listed.Contains($"\"{Model}\"", StringComparison.Ordinal) && listed.Contains($"\"{Thinker}\"", StringComparison.Ordinal));
    }

    /// <summary>The same provider by Anthropic's wire.</summary>
    public const string Thinker = "claude-scripted";

    /// <summary>What the provider was sent with a question.</summary>
    public JsonElement SentWith(string question) => Sent.All.Last(request => request.Body is { } body && body.GetRawText().Contains(question, StringComparison.Ordinal)).Body!.Value;

    /// <summary>Lets the npm package <c>openai</c> do one thing.</summary>
    public async Task<JsonElement> NodeAsync(string operation, string prompt) =>
        JsonElement.Parse(await RunAsync("node", await InstalledAsync(), "client.mjs", operation, Model, prompt));

    /// <summary>What came of each operation of a script; it runs once for all who ask.</summary>
    public Task<JsonElement> SeenAsync(string script) => _seen.GetOrAdd(script, name => new(async () =>
        JsonElement.Parse(await RunAsync("node", await InstalledAsync(), name, Model)))).Value;

    /// <summary>A turn's state once it is one that does not change any more.</summary>
    public async Task<JsonElement> EndOfAsync(string turn)
    {
        var view = default(JsonElement);
        await UntilAsync(async () =>
        {
            view = JsonElement.Parse(await Server.Client.GetStringAsync($"/v1/turns/{turn}"));
            return view.GetProperty("state").GetString() is not ("queued" or "running");
        });
        return view;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _provider.DisposeAsync();
    }

    /// <summary>Installs the packages from their lock file the first time, and when it changed.</summary>
    private async Task<string> InstalledAsync()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Clients", "node");
        var (wanted, installed) = (Path.Combine(folder, "package-lock.json"), Path.Combine(folder, "node_modules", "installed-lock.json"));
        if (!File.Exists(installed) || await File.ReadAllTextAsync(installed) != await File.ReadAllTextAsync(wanted))
        {
            await RunAsync("npm", folder, "ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error");
            File.Copy(wanted, installed, overwrite: true);
        }

        return folder;
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(waited.Elapsed < Patience, "What was waited for did not come.");
            await Task.Delay(PollEvery);
        }
    }

    private async Task<string> RunAsync(string program, string folder, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PARLEY_URL"] = Server.Url.ToString().TrimEnd('/'), ["PARLEY_KEY"] = Server.ApiKey },
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(deadline.Token);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
