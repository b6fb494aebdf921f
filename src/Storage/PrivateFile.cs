namespace Parley.Storage;

/// <summary>Files that only their owner can read.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Makes a file that was not there, for writing.</summary>
    public static FileStream Create(string file) => Open(file, new() { Mode = FileMode.CreateNew, Access = FileAccess.Write });

    /// <summary>Makes the file with all of its text or not at all; one that another process made first stays.</summary>
    public static void CreateOnce(string file, string text)
    {
        if (File.Exists(file))
        {
            return;
        }

        CreateFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        using var turn = TakeTurn(file + ".lock");
        if (File.Exists(file))
        {
            return;
        }

        var unfinished = $"{file}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = Create(unfinished))
            {
                stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: false);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Takes the file from the eyes of others, where the file system knows of such.</summary>
    public static void Tighten(string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, OwnersFile);
        }
    }

    /// <summary>Makes a folder that only its owner can enter; one that is there stays as it is.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, OwnersFolder);
        }
    }

    /// <summary>
    /// Waits until no other process has the file open, and has it until it is closed. Moving alone does not tell who was first: on Unix it
    /// replaces what another moved there between its look and its move.
    /// </summary>
    private static FileStream TakeTurn(string file)
    {
        var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return Open(file, new()
                {
                    Mode = FileMode.OpenOrCreate,
                    Access = FileAccess.ReadWrite,
                    Share = FileShare.None,
                    BufferSize = 0,
                    Options = FileOptions.DeleteOnClose,
                });
            }
            catch (Exception exception) when (MayPass(exception) && Environment.TickCount64 < end)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    // On Windows a file that is just being deleted denies access.
    private static bool MayPass(Exception exception) =>
        exception is IOException and not (DirectoryNotFoundException or PathTooLongException)
        || (exception is UnauthorizedAccessException && OperatingSystem.IsWindows());

    private static FileStream Open(string file, FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return new FileStream(file, options);
    }
}
