namespace Parley.Server.Tests.Operating;

/// <summary>What verbs find in the data folder, and what they leave there.</summary>
public sealed class DataFolderTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("parley-test-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Data => Path.Combine(_home.FullName, "data");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task A_backup_of_a_folder_without_a_database_is_refused_and_makes_nothing_there()
    {
        var (code, _, errors) = await RunAsync("backup", Path.Combine(_home.FullName, "backup.zip"));

        Assert.Equal(1, code);
        Assert.Contains($"There is no database in {Data}", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
        Assert.False(File.Exists(Path.Combine(_home.FullName, "backup.zip")));
    }

    [Fact]
    public async Task What_a_killed_backup_or_restore_left_is_gone_after_the_next_start_and_nothing_else_is()
    {
        Directory.CreateDirectory(Data);
        string[] left = [$"backup-{Guid.NewGuid():N}.db", $"backup-{Guid.NewGuid():N}.db.part", $"backup-{Guid.NewGuid():N}.db.part-journal"];
        string[] kept = ["backup-2026.db", $"{Guid.NewGuid():N}.db"];
        foreach (var name in left.Concat(kept))
        {
            await File.WriteAllTextAsync(Path.Combine(Data, name), "half", Cancel);
        }

        var unpacked = Directory.CreateDirectory(Path.Combine(Data, $"restore-{Guid.NewGuid():N}"));
        await File.WriteAllTextAsync(Path.Combine(unpacked.FullName, "master.key"), "half", Cancel);

        await using var server = await ServerProcess.StartAsync(new ServerOptions { DataFolder = Directory.CreateDirectory(Data).FullName });

        Assert.All(left, name => Assert.False(File.Exists(Path.Combine(Data, name)), name));
        Assert.All(kept, name => Assert.True(File.Exists(Path.Combine(Data, name)), name));
        Assert.False(Directory.Exists(unpacked.FullName));
    }

    [Fact]
    public async Task A_backup_leaves_a_file_alone_that_stands_where_it_would_write()
    {
        await RunAsync("migrate");
        var part = Path.Combine(_home.FullName, "backup.zip.part");
        await File.WriteAllTextAsync(part, "somebody else's", Cancel);

        var (code, _, errors) = await RunAsync("backup", Path.Combine(_home.FullName, "backup.zip"));

        Assert.Equal(1, code);
        Assert.Contains($"{part} exists already", errors, StringComparison.Ordinal);
        Assert.Equal("somebody else's", await File.ReadAllTextAsync(part, Cancel));
        Assert.Empty(Directory.GetFiles(Data, "backup-*"));
    }

    [Fact]
    public async Task A_restore_that_finds_files_in_its_way_has_changed_nothing()
    {
        await RunAsync("migrate");
        await RunAsync("owner-link");
        Directory.CreateDirectory(Path.Combine(Data, "files"));
        await File.WriteAllTextAsync(Path.Combine(Data, "files", "picture"), "kept", Cancel);
        var file = Path.Combine(_home.FullName, "backup.zip");
        await RunAsync("backup", file, "--with-keys");
        foreach (var name in Directory.GetFiles(Data))
        {
            File.Delete(name);
        }

        var (code, _, errors) = await RunAsync("restore", file);

        Assert.Equal(1, code);
        Assert.Contains("nothing is overwritten", errors, StringComparison.Ordinal);
        Assert.Equal(["files", "parley.lock"], Directory.GetFileSystemEntries(Data).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_server_that_stops_gives_its_folder_back_when_it_has_cleared_up_and_not_before()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { DataFolder = Directory.CreateDirectory(Data).FullName });
        var stopped = server.StopAsync();

        using var alone = await TakeLockAsync();

        Assert.False(File.Exists(Path.Combine(Data, "parley.sock")));
        Assert.Equal(0, await stopped);
    }

    private async Task<FileStream> TakeLockAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(Data, "parley.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                await Task.Yield();
            }
        }
    }

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args) => ServerProcess.RunAsync(
        new ServerOptions { DataFolder = _home.FullName, Environment = new Dictionary<string, string> { ["PARLEY_DATA"] = Data } }, args);
}
