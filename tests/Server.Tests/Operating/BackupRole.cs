using Npgsql;

namespace Parley.Server.Tests.Operating;

/// <summary>A role with just what docs/operating.md asks for; dropped afterwards.</summary>
internal sealed class BackupRole : IAsyncDisposable
{
    private readonly string _super;
    private readonly string _name = $"backup_{Guid.NewGuid():N}";

    private BackupRole(string super) => _super = super;

    public string Connection => new NpgsqlConnectionStringBuilder(_super) { Username = _name, Password = "hunter2" }.ConnectionString;

    public static async Task<BackupRole> CreateAsync(PostgresDatabase database)
    {
        var role = new BackupRole(database.SuperConnection);
        await role.ExecuteAsync($"CREATE ROLE {role._name} LOGIN BYPASSRLS PASSWORD 'hunter2'; GRANT pg_read_all_data TO {role._name}");
        return role;
    }

    public async ValueTask DisposeAsync() => await ExecuteAsync($"DROP ROLE {_name}");

    private async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(_super);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
