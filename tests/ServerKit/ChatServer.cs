using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Parley.ScriptedProvider;

namespace Parley.ServerKit;

/// <summary>A server with a scripted provider behind it, on one of the databases.</summary>
public sealed class ChatServer : IAsyncDisposable
{
    private readonly Uri _providerUrl;
    private WebApplication _provider;
    private readonly PostgresDatabase? _database;
    private readonly Dictionary<string, string> _environment;
    private readonly List<ServerProcess> _nodes = [];

    private ChatServer(WebApplication provider, PostgresDatabase? database, Dictionary<string, string> environment) =>
        (_provider, _providerUrl, _database, _environment) = (provider, new(provider.Urls.First()), database, environment);

    public ServerProcess Node => _nodes[0];

    public HttpClient Client => Node.Client;

    /// <summary>To look behind the row policies of its database; null on SQLite.</summary>
    public string? SuperConnection => _database?.SuperConnection;

    /// <summary>What the provider was sent, and when it saw the other side leave.</summary>
    public RequestLog ProviderRequests => _provider.Services.GetRequiredService<RequestLog>();

    /// <summary>How the provider answers; may be changed on the way.</summary>
    public ScriptBook Scripts => _provider.Services.GetRequiredService<ScriptBook>();

    /// <param name="database"><c>sqlite</c> or <c>postgresql</c>; the latter skips the test where the environment names none.</param>
    /// <param name="settings">Settings over the kit's own.</param>
    public static async Task<ChatServer> StartAsync(string database, Script script, params (string Name, string Value)[] settings)
    {
        var postgres = database == "postgresql" ? await PostgresDatabase.CreateAsync() : null;
        var provider = ScriptedProviderApp.Create(new() { Urls = "http://127.0.0.1:0", Script = script });
        await provider.StartAsync();
        var server = new ChatServer(provider, postgres, new()
        {
            // Nodes of one installation share its keys.
            ["PARLEY_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["PARLEY_API_KEY"] = "pk_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 43),
        });
        foreach (var (name, value) in settings)
        {
            server._environment[name] = value;
        }

        try
        {
            await server.AddNodeAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another node on the same database; on PostgreSQL only.</summary>
    public async Task<ServerProcess> AddNodeAsync()
    {
        var node = await ServerProcess.StartAsync(new()
        {
            Database = _database?.Connection,
            Provider = new Uri(_providerUrl, "/v1"),
            Environment = _environment,
        });
        _nodes.Add(node);
        return node;
    }

    /// <summary>From here on nobody listens where the provider was.</summary>
    public async Task StopProviderAsync() => await _provider.DisposeAsync();

    /// <summary>Starts the provider again where it was, with none of its scripts.</summary>
    public async Task StartProviderAsync()
    {
        _provider = ScriptedProviderApp.Create(new() { Urls = _providerUrl.GetLeftPart(UriPartial.Authority) });
        await _provider.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _provider.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
