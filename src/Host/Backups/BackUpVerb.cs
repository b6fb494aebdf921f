using Parley.Host.Commands;
using Parley.Host.Composition;
using Parley.Storage;

namespace Parley.Host.Backups;

/// <summary>backup FILE [--with-keys] — writes everything that is kept to one file, while the server goes on.</summary>
internal sealed class BackUpVerb(IDatabaseAdapter adapter, DataFolder folder, Settings settings, TimeProvider time) : IAdminVerb
{
    /// <summary>How the command line hands its own PARLEY_BACKUP_DATABASE to the running server, which need not know it else.</summary>
    public const string ReaderOption = "PARLEY_BACKUP_DATABASE";

    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        var file = call.Words[0];
        var withKeys = call.Options.ContainsKey("--with-keys");
        Check(file, withKeys);

        // The copy is made beside the database: there is room of its size there, and nobody else can read it.
        var copy = Leftovers.NewCopy(folder);
        var unfinished = file + ".part";
        var target = Begin(unfinished);
        try
        {
            await using (target)
            {
                await adapter.BackUpAsync(copy, call.Options.GetValueOrDefault(ReaderOption) ?? settings.BackupDatabase, cancellationToken);
                BackupArchive.Write(target, new BackupManifest(BackupManifest.CurrentFormat, Product.Version, time.GetUtcNow(), withKeys), copy, BackupArchive.NameOfDatabase(settings), folder);
            }

            FlushToDisk(unfinished);
            BackupArchive.Verify(unfinished);
            File.Move(unfinished, file);
        }
        finally
        {
            File.Delete(copy);
            File.Delete(unfinished);
        }

        await call.Say($"{file}: {new FileInfo(file).Length} bytes.");
        await call.Say(withKeys
            ? "It holds the key that opens everything in it: keep it as safe as the server."
            : $"It holds no key: restoring it needs the master key of this installation (PARLEY_MASTER_KEY{(settings.Database is null ? ", or master.key in the data folder" : "")}).");
        return 0;
    }

    private void Check(string file, bool withKeys)
    {
        if (File.Exists(file))
        {
            throw new CommandException($"{file} exists already; a backup overwrites nothing.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(file)))
        {
            throw new CommandException($"There is no folder {Path.GetDirectoryName(file)}.");
        }

        if (withKeys && (settings.MasterKey is not null || settings.Database is not null || !File.Exists(folder.File(BackupArchive.MasterKey))))
        {
            throw new CommandException("The master key comes from PARLEY_MASTER_KEY and not from the data folder; keep it where you keep that setting.");
        }
    }

    private static FileStream Begin(string path)
    {
        try
        {
            return PrivateFile.Create(path);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new CommandException($"{path} exists already: another backup writes there, or one was cut off. Remove it when none runs; nothing is overwritten.");
        }
    }

    private static void FlushToDisk(string path)
    {
        using var written = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }
}
