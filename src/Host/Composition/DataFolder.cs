namespace Parley.Host.Composition;

/// <summary>Somebody else holds the data folder; the message says what to do.</summary>
public sealed class DataFolderBusyException(string message) : Exception(message);

/// <summary>The folder of everything that is kept, and the lock that lets one process write there.</summary>
public sealed class DataFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Path { get; } = path;

    /// <summary>Where the running server listens for the verbs of the command line.</summary>
    public string Socket => File("parley.sock");

    /// <summary>Whether SQLite's database is there.</summary>
    public bool HasDatabase => System.IO.File.Exists(File("parley.db"));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Makes the folder, readable by its owner alone.</summary>
    /// <exception cref="SettingsException">It cannot be made or written to.</exception>
    public void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Path);
            }
            else
            {
                Directory.CreateDirectory(Path, OwnerOnly);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"The data folder {Path} cannot be made: {exception.Message} PARLEY_DATA names another.");
        }
    }

    /// <summary>Takes the folder's lock; the operating system gives it back when the process ends, however it ends.</summary>
    /// <exception cref="DataFolderBusyException">Another process holds it.</exception>
    public IDisposable Lock() => TryLock() ?? throw new DataFolderBusyException(
        $"Another Parley is running on the data folder {Path}. Stop it first, or give this one a folder of its own (PARLEY_DATA).");

    /// <returns>Null when another process holds the lock.</returns>
    public IDisposable? TryLock()
    {
        Create();
        try
        {
            return new FileStream(File("parley.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new SettingsException($"The data folder {Path} cannot be written to: {exception.Message}");
        }
        catch (IOException)
        {
            return null;
        }
    }
}
