using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Operating;

/// <summary>What was backed up from PostgreSQL comes back, whole or not at all.</summary>
public sealed class PostgreSqlBackupTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("parley-test-");
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Backup => Path.Combine(_home.FullName, "backup.zip");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Chat_and_knowledge_of_a_running_server_come_back_in_another_database()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync(Options(database, "data"));
        var conversation = await server.Client.StartConversationAsync();
        await server.Client.StreamAsync($"/v1/conversations/{conversation}/turns", new { message = "Where does the heron stand?" });
        using var added = await server.Client.PostAsJsonAsync("/v1/knowledge/birds/documents", new { text = "The heron stands in the reeds." }, Cancel);
        var document = "/v1/knowledge/birds/documents/" + (await JsonOf(added)).GetProperty("document").GetProperty("id").GetString();
        await Poll.UntilAsync(async () => (await server.Client.GetFromJsonAsync<JsonElement>(document, Cancel)).GetProperty("state").GetString() == "ready", "the document is ready");
        var before = await server.Client.GetStringAsync($"/v1/conversations/{conversation}/messages", Cancel);

        await using var role = await BackupRole.CreateAsync(database);
        var backup = await RunAsync(Options(database, "data", ("PARLEY_BACKUP_DATABASE", role.Connection)), "backup", Backup);
        await server.StopAsync();
        await using var target = await PostgresDatabase.CreateAsync();
        var restore = await RunAsync(Options(target, "new"), "restore", Backup);

        Assert.Equal((0, ""), (backup.ExitCode, backup.Errors));
        Assert.Equal((0, ""), (restore.ExitCode, restore.Errors));
        Assert.DoesNotContain("hunter2", string.Join('\n', server.Log.All) + backup.Output, StringComparison.Ordinal);
        await using var restored = await ServerProcess.StartAsync(Options(target, "new", ("PARLEY_API_KEY", server.ApiKey)));
        Assert.Equal(before, await restored.Client.GetStringAsync($"/v1/conversations/{conversation}/messages", Cancel));
        using var found = await restored.Client.PostAsJsonAsync("/v1/knowledge/birds/search", new { query = "Where does the heron stand?" }, Cancel);
        Assert.Contains("in the reeds", await found.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(await CountAsync(database), await CountAsync(target));
    }

    [Fact]
    public async Task A_backup_that_would_leave_rows_out_or_fails_is_refused_and_leaves_nothing()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var unused = await RunAsync(Options(database, "data", ("PARLEY_BACKUP_DATABASE", database.SuperConnection)), "backup", Backup);
        await RunAsync(Options(database, "data"), "migrate");
        var bound = await RunAsync(Options(database, "data"), "backup", Backup);
        var elsewhere = new NpgsqlConnectionStringBuilder(database.SuperConnection) { Database = "postgres" }.ConnectionString;
        var other = await RunAsync(Options(database, "data", ("PARLEY_BACKUP_DATABASE", elsewhere)), "backup", Backup);
        var failed = await RunAsync(
            Options(database, "data", ("PARLEY_BACKUP_DATABASE", database.SuperConnection), ("PATH", await BrokenToolsAsync(database))), "backup", Backup);

        Assert.Contains("nothing to back up", unused.Errors, StringComparison.Ordinal);
        Assert.Contains("is bound by row-level security", bound.Errors, StringComparison.Ordinal);
        Assert.Contains("PARLEY_BACKUP_DATABASE leads to another database", other.Errors, StringComparison.Ordinal);
        Assert.Equal("parley backup: pg_dump: error: the disk is on fire", failed.Errors.Trim());
        Assert.Equal((1, 1, 1, 1), (unused.ExitCode, bound.ExitCode, other.ExitCode, failed.ExitCode));
        Assert.Empty(_home.GetFiles());
        Assert.Empty(_home.GetFiles("data/backup-*"));
    }

    [Fact]
    public async Task Only_a_whole_backup_is_restored_and_only_into_an_empty_database_of_its_kind()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await RunAsync(Options(database, "data"), "migrate");

        await File.WriteAllTextAsync(Path.Combine(_home.CreateSubdirectory("data/files").FullName, "picture"), "kept", Cancel);

        // The programs are found where they are installed, too.
        var backup = await RunAsync(Options(database, "data", ("PARLEY_BACKUP_DATABASE", database.SuperConnection), ("PATH", "")), "backup", Backup);
        Assert.Equal((0, ""), (backup.ExitCode, backup.Errors));
        await using var empty = await PostgresDatabase.CreateAsync();

        var full = await RunAsync(Options(database, "data"), "restore", Backup);
        var sqlite = await ServerProcess.RunAsync(new ServerOptions { DataFolder = _home.CreateSubdirectory("sqlite").FullName }, "restore", Backup);
        var keyless = await RunAsync(Options(empty, "new", ("PARLEY_MASTER_KEY", "")), "restore", Backup);
        var mighty = await RunAsync(Options(empty, "new", ("PARLEY_DATABASE", empty.SuperConnection)), "restore", Backup);
        var failed = await RunAsync(Options(empty, "new", ("PATH", await BrokenToolsAsync(empty))), "restore", Backup);
        await DamageAsync();
        var damaged = await RunAsync(Options(empty, "new"), "restore", Backup);

        Assert.Contains("has tables already", full.Errors, StringComparison.Ordinal);
        Assert.Contains("is a backup of PostgreSQL", sqlite.Errors, StringComparison.Ordinal);
        Assert.Contains("Set PARLEY_MASTER_KEY", keyless.Errors, StringComparison.Ordinal);
        Assert.Contains("is not bound by row-level security", mighty.Errors, StringComparison.Ordinal);
        Assert.Equal("parley restore: pg_restore: error: the disk is on fire", failed.Errors.Trim());
        Assert.Contains("is damaged: parley.dump in it is not what was backed up", damaged.Errors, StringComparison.Ordinal);
        Assert.Equal((1, 1, 1, 1, 1, 1), (full.ExitCode, sqlite.ExitCode, keyless.ExitCode, mighty.ExitCode, failed.ExitCode, damaged.ExitCode));
        Assert.Equal(["parley.lock"], Directory.GetFileSystemEntries(Path.Combine(_home.FullName, "new")).Select(Path.GetFileName));
        Assert.Equal(0L, await ScalarAsync<long>(empty.SuperConnection, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
    }

    [Fact]
    public async Task A_restore_that_fails_takes_no_files_that_the_backup_did_not_bring()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await RunAsync(Options(database, "data"), "migrate");
        var backup = await RunAsync(Options(database, "data", ("PARLEY_BACKUP_DATABASE", database.SuperConnection)), "backup", Backup);
        Assert.Equal((0, ""), (backup.ExitCode, backup.Errors));
        await using var empty = await PostgresDatabase.CreateAsync();
        var own = Path.Combine(_home.CreateSubdirectory("new/files").FullName, "picture");
        await File.WriteAllTextAsync(own, "somebody's own", Cancel);

        var failed = await RunAsync(Options(empty, "new", ("PATH", await BrokenToolsAsync(empty))), "restore", Backup);

        Assert.Equal((1, "parley restore: pg_restore: error: the disk is on fire"), (failed.ExitCode, failed.Errors.Trim()));
        Assert.Equal("somebody's own", await File.ReadAllTextAsync(own, Cancel));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(ServerOptions options, params string[] args) => ServerProcess.RunAsync(options, args);

    private ServerOptions Options(PostgresDatabase database, string folder, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string> { ["PARLEY_MASTER_KEY"] = _key };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        return new ServerOptions { Database = database.Connection, DataFolder = _home.CreateSubdirectory(folder).FullName, Environment = environment };
    }

    /// <returns>A PATH on which the programs of PostgreSQL begin and then fail.</returns>
    private async Task<string> BrokenToolsAsync(PostgresDatabase database)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are scripts of a shell.");
        var broken = _home.CreateSubdirectory("bin").FullName;
        foreach (var name in (string[])["pg_dump", "pg_restore"])
        {
            var file = Path.Combine(broken, name);
            await File.WriteAllTextAsync(file, $"#!/bin/sh\n[ \"$1\" = --version ] && echo '{name} (PostgreSQL) {await MajorAsync(database)}' && exit\necho half\necho '{name}: error: the disk is on fire' >&2\nexit 1\n", Cancel);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }

        return $"{broken}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    private async Task DamageAsync()
    {
        using var archive = await ZipFile.OpenAsync(Backup, ZipArchiveMode.Update, Cancel);
        archive.GetEntry("parley.dump")!.Delete();
        await using var entry = await archive.CreateEntry("parley.dump").OpenAsync(Cancel);
        await entry.WriteAsync("PGDMP and something else"u8.ToArray(), Cancel);
    }

    private static Task<long> CountAsync(PostgresDatabase database) =>
        ScalarAsync<long>(database.SuperConnection, "SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM knowledge_documents) + (SELECT count(*) FROM sys_migrations)");

    private static async Task<string> MajorAsync(PostgresDatabase database) =>
        (await ScalarAsync<int>(database.SuperConnection, "SELECT current_setting('server_version_num')::int / 10000")).ToString(CultureInfo.InvariantCulture);

    private static async Task<T> ScalarAsync<T>(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
