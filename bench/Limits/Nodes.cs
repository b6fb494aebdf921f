using System.Security.Cryptography;
using Parley.ServerKit;

namespace Parley.Bench.Limits;

/// <summary>The processes that share one limit: one on SQLite, two on PostgreSQL.</summary>
internal sealed class Nodes : IAsyncDisposable
{
    public List<ServerProcess> Servers { get; } = [];

    public IReadOnlyList<HttpClient> Clients => [.. Servers.Select(server => server.Client)];

    public static async Task<Nodes> StartAsync(PostgresDatabase? database, int perMinute)
    {
        var nodes = new Nodes();
        var options = new ServerOptions
        {
            Database = database?.Connection,
            Environment = new Dictionary<string, string>
            {
                ["PARLEY_API_KEY"] = "pk_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 43),
                ["PARLEY_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                ["Parley__Limits__RequestsPerMinute"] = $"{perMinute}",
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        for (var i = 0; i < (database is null ? 1 : 2); i++)
        {
            nodes.Servers.Add(await ServerProcess.StartAsync(options));
        }

        return nodes;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers)
        {
            await server.DisposeAsync();
        }
    }
}
