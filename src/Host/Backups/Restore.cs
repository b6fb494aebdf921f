using Parley.Host.Commands;
using Parley.Host.Composition;
using Parley.Hnsw;
using Parley.PostgreSql;
using Parley.Storage;

namespace Parley.Host.Backups;

/// <summary>restore FILE — puts a backup into a data folder without a database, or into an empty one of PostgreSQL, and proves that this program can serve it.</summary>
internal static class Restore
{
    public static async Task<int> RunAsync(Invocation invocation)
    {
        using var stop = new Interruption();
        var app = ParleyApp.Build(invocation.Settings, builder => builder.Logging.SetMinimumLevel(LogLevel.Warning));
        var settings = app.Services.GetRequiredService<Settings>();
        var folder = app.Services.GetRequiredService<DataFolder>();
        using var alone = folder.Lock();
        await using var ending = app;
        await RefuseWhatIsThereAsync(settings, folder, stop.Token);

        var manifest = await PutAsync(Path.GetFullPath(invocation.Words[0], invocation.WorkingDirectory), settings, folder, stop.Token);
        await invocation.Output.WriteLineAsync(
            $"Restored the backup of {manifest.MadeAt:u}, made by Parley {manifest.Version}, into {(settings.Database is null ? folder.Path : "the database of PARLEY_DATABASE")}.");
        if (settings.MasterKey is null && !File.Exists(folder.File(BackupArchive.MasterKey)))
        {
            await invocation.Output.WriteLineAsync(
                $"It holds no key. Before the first start, put the master.key of the old installation into {folder.Path}, or set PARLEY_MASTER_KEY.");
            return 0;
        }

        await app.Services.GetRequiredService<Preparation>().PrepareDatabaseAsync(CancellationToken.None);
        return 0;
    }

    private static async Task RefuseWhatIsThereAsync(Settings settings, DataFolder folder, CancellationToken cancellationToken)
    {
        if (settings.Database is not { } database)
        {
            RefuseWhatIsThere(folder);
            return;
        }

        await PostgreSqlDump.CheckEmptyAsync(database, cancellationToken);
        if (settings.MasterKey is null)
        {
            throw new CommandException("Set PARLEY_MASTER_KEY to the master key of the old installation: with PostgreSQL it comes from there alone.");
        }
    }

    // A -wal or -journal without its database would be played into the restored one, whose file it takes for its own.
    private static void RefuseWhatIsThere(DataFolder folder)
    {
        var there = ((string[])["", "-wal", "-shm", "-journal"]).Select(ending => BackupArchive.Database + ending).Where(name => File.Exists(folder.File(name))).ToList();
        if (there.Count > 0)
        {
            throw new CommandException(
                $"{folder.Path} holds a database already, or what is left of one: {string.Join(", ", there)}. Move all of it away together, or name another folder in PARLEY_DATA: nothing is overwritten.");
        }
    }

    private static async Task<BackupManifest> PutAsync(string file, Settings settings, DataFolder folder, CancellationToken cancellationToken)
    {
        var unpacked = Leftovers.NewUnpacked(folder);
        PrivateFile.CreateFolder(unpacked);
        try
        {
            var manifest = BackupArchive.Unpack(file, unpacked, BackupArchive.NameOfDatabase(settings));
            if (manifest.HasKeys && File.Exists(folder.File(BackupArchive.MasterKey)))
            {
                throw new CommandException($"{folder.Path} has a master.key already, and the backup brings its own. Move one away: nothing is overwritten.");
            }

            if (Directory.Exists(Path.Combine(unpacked, BackupArchive.Files)) && Path.Exists(folder.File(BackupArchive.Files)))
            {
                throw new CommandException($"{folder.Path} has a folder {BackupArchive.Files} already, and the backup brings its own. Move one away: nothing is overwritten.");
            }

            if (manifest.HasKeys)
            {
                MovePrivate(Path.Combine(unpacked, BackupArchive.Keys, BackupArchive.MasterKey), folder.File(BackupArchive.MasterKey));
            }

            var bringsFiles = Directory.Exists(Path.Combine(unpacked, BackupArchive.Files));
            if (bringsFiles)
            {
                Directory.Move(Path.Combine(unpacked, BackupArchive.Files), folder.File(BackupArchive.Files));
            }

            // Graphs of vectors are made from the database, and these from another: the nodes make them again.
            if (Directory.Exists(folder.File(HnswModule.Folder)))
            {
                Directory.Delete(folder.File(HnswModule.Folder), recursive: true);
            }

            // The database comes last: while it is missing, the restore has not happened.
            await PutDatabaseAsync(unpacked, bringsFiles, settings, folder, cancellationToken);
            return manifest;
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    private static async Task PutDatabaseAsync(
        string unpacked, bool bringsFiles, Settings settings, DataFolder folder, CancellationToken cancellationToken)
    {
        if (settings.Database is not { } database)
        {
            MovePrivate(Path.Combine(unpacked, BackupArchive.Database), folder.File(BackupArchive.Database));
            return;
        }

        try
        {
            await PostgreSqlDump.RestoreAsync(database, Path.Combine(unpacked, BackupArchive.Dump), cancellationToken);
        }
        catch
        {
            // The next attempt must find the folder as this one did; files that the backup did not bring are not its to take.
            if (bringsFiles)
            {
                Directory.Move(folder.File(BackupArchive.Files), Path.Combine(unpacked, BackupArchive.Files));
            }

            throw;
        }
    }

    private static void MovePrivate(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(from, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(from, to);
    }
}
