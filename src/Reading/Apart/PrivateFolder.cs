namespace Parley.Reading.Apart;

/// <summary>A folder that only we may look into, for the files of one reading; it is gone afterwards, whatever happened.</summary>
internal sealed class PrivateFolder : IDisposable
{
    /// <param name="parent">Where it is made; null for the system's folder for such things.</param>
    public PrivateFolder(string? parent)
    {
        Path = System.IO.Path.Combine(parent ?? System.IO.Path.GetTempPath(), $"parley-read-{Guid.NewGuid():N}");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Path);
        }
        else
        {
            Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public string Path { get; }

    public string Write(string name, byte[] bytes)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A tool that was killed just now may still hold a file; the sweep at the next start takes what is left.
        }
    }

    /// <summary>Removes what processes that were killed could not. Nobody else may be using the folder.</summary>
    /// <param name="parent">Null for the system's folder, where nothing is removed: others use it too.</param>
    /// <returns>True when nothing is left.</returns>
    public static bool Sweep(string? parent)
    {
        var isClean = true;
        foreach (var folder in Directory.Exists(parent) ? Directory.GetDirectories(parent, "parley-read-*") : [])
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                isClean = false;
            }
        }

        return isClean;
    }
}
