using Npgsql;

namespace Parley.ServerKit;

/// <summary>A database of its own on the PostgreSQL server that the environment names; dropped afterwards.</summary>
public sealed class PostgresDatabase : IAsyncDisposable
{
    private readonly string _name;

    private PostgresDatabase(string name) => _name = name;

    /// <summary>For the application's role, which row policies bind.</summary>
    public required string Connection { get; init; }

    /// <summary>For the superuser, to look behind the policies.</summary>
    public required string SuperConnection { get; init; }

    /// <summary>Whether the environment names a server; without one such tests are skipped.</summary>
    public static bool IsThere => Environment.GetEnvironmentVariable("POSTGRES_APP_CONNECTION") is { Length: > 0 } && Super is { Length: > 0 };

    private static string? Super => Environment.GetEnvironmentVariable("POSTGRES_CONNECTION");

    /// <summary>Skips the running test, loudly, where there is no server.</summary>
    public static async Task<PostgresDatabase> CreateAsync()
    {
        Xunit.Assert.SkipUnless(IsThere, "POSTGRES_CONNECTION and POSTGRES_APP_CONNECTION are not set: the PostgreSQL half of this suite did not run.");
        var app = new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("POSTGRES_APP_CONNECTION"));
        var name = "parley_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync($"create database {name} owner \"{app.Username}\"");
        return new PostgresDatabase(name)
        {
            Connection = new NpgsqlConnectionStringBuilder(app.ConnectionString) { Database = name }.ConnectionString,
            SuperConnection = new NpgsqlConnectionStringBuilder(Super) { Database = name }.ConnectionString,
        };
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync($"drop database if exists {_name} with (force)");
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Super!);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
