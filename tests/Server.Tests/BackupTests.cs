using System.IO.Compression;
using System.Net;

namespace Parley.Server.Tests;

/// <summary>What was backed up comes back.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task A_backup_of_a_running_server_is_restored_into_an_empty_folder()
    {
        await using var server = await ServerProcess.StartAsync();
        var target = Directory.CreateTempSubdirectory("parley-test-");
        var file = Path.Combine(target.FullName, "backup.zip");

        var backup = await server.RunVerbAsync("backup", file, "--with-keys");
        Assert.Equal((0, ""), (backup.ExitCode, backup.Errors));
        var options = new ServerOptions { DataFolder = Path.Combine(target.FullName, "data") };
        Directory.CreateDirectory(options.DataFolder);
        var restore = await ServerProcess.RunAsync(options, "restore", file);
        Assert.Equal((0, ""), (restore.ExitCode, restore.Errors));

        await using var restored = await ServerProcess.StartAsync(options);
        Assert.Equal(HttpStatusCode.OK, (await restored.Client.GetAsync("/health/ready")).StatusCode);
        await restored.DisposeAsync();
        target.Delete(recursive: true);
    }

    [Fact]
    public async Task Nothing_is_restored_over_a_database_or_beside_a_running_server()
    {
        await using var server = await ServerProcess.StartAsync();
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await server.RunVerbAsync("backup", file);

        var running = await server.RunVerbAsync("restore", file);
        await server.StopAsync();
        var stopped = await server.RunVerbAsync("restore", file);

        Assert.Contains("Another Parley is running", running.Errors, StringComparison.Ordinal);
        Assert.Contains("holds a database already", stopped.Errors, StringComparison.Ordinal);
        Assert.Equal((1, 1), (running.ExitCode, stopped.ExitCode));
    }

    [Theory]
    [InlineData("parley.db-wal")]
    [InlineData("parley.db-shm")]
    [InlineData("parley.db-journal")]
    public async Task Nothing_is_restored_beside_what_an_old_database_left(string left)
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-");
        var options = new ServerOptions { DataFolder = folder.FullName };
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, left), "", TestContext.Current.CancellationToken);

        var result = await ServerProcess.RunAsync(options, "restore", "backup.zip");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"or what is left of one: {left}. Move all of it away together", result.Errors, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_backup_that_was_changed_on_the_way_is_refused_and_leaves_nothing()
    {
        await using var server = await ServerProcess.StartAsync();
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await server.RunVerbAsync("backup", file);
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Update))
        {
            archive.GetEntry("parley.db")!.Delete();
            await using var entry = await archive.CreateEntry("parley.db").OpenAsync();
            await entry.WriteAsync("SQLite format 3\0 and something else"u8.ToArray());
        }

        var options = new ServerOptions { DataFolder = Path.Combine(server.DataFolder, "other") };
        Directory.CreateDirectory(options.DataFolder);
        var result = await ServerProcess.RunAsync(options, "restore", file);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is damaged: parley.db in it is not what was backed up", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(options.DataFolder, "parley.db")));
    }

    [Fact]
    public async Task A_file_that_is_no_backup_is_refused_and_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("parley-test-");
        var file = Path.Combine(folder.FullName, "holiday.zip");
        await File.WriteAllTextAsync(file, "not an archive");
        var options = new ServerOptions { DataFolder = Path.Combine(folder.FullName, "data") };
        Directory.CreateDirectory(options.DataFolder);

        var result = await ServerProcess.RunAsync(options, "restore", file);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("cannot be read as a backup", result.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(options.DataFolder, "parley.db")));
        folder.Delete(recursive: true);
    }
}
