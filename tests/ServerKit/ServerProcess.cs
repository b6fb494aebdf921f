using System.Diagnostics;
using System.Net.Http.Headers;
using System.Reflection;
using System.Security.Cryptography;

namespace Parley.ServerKit;

/// <summary>
/// The real server as a process of its own, which can be killed, paused and started again on the same data. Starting waits until
/// it serves; disposing kills it and deletes what it kept.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string ReadyLine = "Parley is ready at ";
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(60);

    private readonly ServerOptions _options;
    private readonly Dictionary<string, string> _environment;
    private readonly bool _ownsFolder;
    private Running? _running;

    private ServerProcess(ServerOptions options)
    {
        _options = options;
        Url = options.Url;
        _ownsFolder = options.DataFolder is null;
        DataFolder = options.DataFolder ?? Directory.CreateTempSubdirectory("parley-test-").FullName;
        ApiKey = options.Environment.GetValueOrDefault("PARLEY_API_KEY") ?? "pk_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 43);
        _environment = BuildEnvironment();
    }

    /// <summary>The built server.</summary>
    public static string ServerPath { get; } = typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "ServerPath").Value!;

    public string DataFolder { get; }

    /// <summary>An owner's key with every scope.</summary>
    public string ApiKey { get; }

    /// <summary>Where it serves; a restart keeps the address.</summary>
    public Uri Url { get; private set; }

    /// <summary>Calls the server with <see cref="ApiKey"/>; it has no timeout of its own.</summary>
    public HttpClient Client { get; private set; } = new();

    public int ProcessId => _running?.Process.Id ?? throw new InvalidOperationException("The server does not run.");

    /// <summary>Every line on standard output so far, over all starts.</summary>
    public ProcessLines Output { get; } = new();

    /// <summary>Every line of the log so far, over all starts.</summary>
    public ProcessLines Log { get; } = new();

    public static async Task<ServerProcess> StartAsync(ServerOptions? options = null)
    {
        var server = new ServerProcess(options ?? new());
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the program without a server, and waits for its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(ServerOptions options, params string[] args)
    {
        await using var server = new ServerProcess(options);
        return await server.RunVerbAsync(args);
    }

    /// <summary>Starts it again on the same data and address, after it was stopped or killed.</summary>
    public async Task StartAgainAsync()
    {
        var before = Output.Count;
        var process = StartProcess(["serve", "--urls", Url.ToString().TrimEnd('/')]);
        _running = new Running(process, Output.FollowAsync(process.StandardOutput), Log.FollowAsync(process.StandardError));
        var line = await Output.WaitForAsync(
            line => line.StartsWith(ReadyLine, StringComparison.Ordinal), before, LongestStart, process)
            ?? throw new InvalidOperationException($"The server did not start.\n{string.Join('\n', Log.All.TakeLast(30))}");
        Url = new Uri(line[ReadyLine.Length..].Trim());
        Client.Dispose();
        Client = NewClient(ApiKey);
    }

    /// <summary>A client of its own connections.</summary>
    /// <param name="key">A key or token; null for a stranger.</param>
    public HttpClient NewClient(string? key)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = Url, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Ends it at once, as the kernel does when memory runs out: nothing of it runs any more.</summary>
    public async Task KillAsync()
    {
        if (_running is { } running)
        {
            Signals.Send(running.Process.Id, Signals.Kill);
            await running.EndAsync(LongestStop);
            _running = null;
        }
    }

    /// <summary>Asks it to stop, as an orchestrator does, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        var running = _running ?? throw new InvalidOperationException("The server does not run.");
        Signals.Send(running.Process.Id, Signals.Terminate);
        _running = null;
        return await running.EndAsync(LongestStop);
    }

    /// <summary>Holds every thread of it where it is, as a stalled machine does.</summary>
    public void Pause() => Signals.Send(ProcessId, Signals.Stop);

    public void Resume() => Signals.Send(ProcessId, Signals.Continue);

    /// <summary>Runs another verb of the command line with the same settings, beside the server or without it.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunVerbAsync(params string[] args)
    {
        using var process = StartProcess(args);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(LongestStart);
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is { Process.HasExited: false })
        {
            Signals.Send(ProcessId, Signals.Continue);
            await KillAsync();
        }

        Client.Dispose();
        if (_ownsFolder)
        {
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    private Process StartProcess(IEnumerable<string> args)
    {
        var start = new ProcessStartInfo("dotnet", [ServerPath, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = DataFolder,
        };
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The server could not be started.");
    }

    // What the tests' own environment says must not reach the server.
    private static bool IsSetting(string name) =>
        name.StartsWith("PARLEY_", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Parley__", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("OPENAI_", StringComparison.Ordinal) || name.StartsWith("ANTHROPIC_", StringComparison.Ordinal)
        || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal)
        || name.StartsWith("OTEL_", StringComparison.Ordinal);

    private Dictionary<string, string> BuildEnvironment()
    {
        var environment = new Dictionary<string, string>
        {
            ["PARLEY_DATA"] = DataFolder,
            ["PARLEY_API_KEY"] = ApiKey,
            ["Parley__Discovery"] = "false",

            ["Parley__Documentation"] = _options.PlantsDocumentation ? "true" : "false",

            // Tests count what their provider is asked; those of titles set it.
            ["Parley__Titles__By"] = "none",

            // Nobody listens there, so that no test asks the name servers of the machine.
            ["Parley__Dns__Servers__0"] = "127.0.0.1:9",

            // Tests and benchmarks send as fast as they can; those of the limits set them.
            ["Parley__Limits__RequestsPerMinute"] = "0",
            ["Parley__Limits__SignInsPerMinute"] = "0",
            ["Parley__Limits__StreamsPerUser"] = "0",
        };
        if (_options.Database is { } database)
        {
            environment["PARLEY_DATABASE"] = database;
            environment["PARLEY_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        }

        if (_options.Provider is { } provider)
        {
            environment["OPENAI_BASE_URL"] = provider.ToString();
        }

        foreach (var (name, value) in _options.Environment)
        {
            environment[name] = value;
        }

        return environment;
    }

    private sealed record Running(Process Process, Task Output, Task Log)
    {
        public async Task<int> EndAsync(TimeSpan patience)
        {
            using var deadline = new CancellationTokenSource(patience);
            await Process.WaitForExitAsync(deadline.Token);
            await Task.WhenAll(Output, Log);
            var code = Process.ExitCode;
            Process.Dispose();
            return code;
        }
    }
}
