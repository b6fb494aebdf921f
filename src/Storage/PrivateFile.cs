using System.Runtime.InteropServices;
using System.Text;

namespace Parley.Storage;

/// <summary>Files that only their owner can read.</summary>
public static class PrivateFile
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    // EEXIST, the same on Linux and macOS.
    private const int AlreadyThere = 17;

    /// <summary>Makes a file that was not there, for writing.</summary>
    public static FileStream Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return new FileStream(file, options);
    }

    /// <summary>Makes the file with all of its text or not at all; one that another process made first stays.</summary>
    public static void CreateOnce(string file, string text)
    {
        if (File.Exists(file))
        {
            return;
        }

        CreateFolder(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var unfinished = $"{file}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = Create(unfinished))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            Publish(unfinished, file);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    // Moving does not tell who was first: on Unix it replaces what another moved there between its look and its move. A link does; where the
    // file system has none, moving is all there is.
    private static void Publish(string unfinished, string file)
    {
        if (!OperatingSystem.IsWindows() && (Link(Name(unfinished), Name(file)) == 0 || Marshal.GetLastPInvokeError() == AlreadyThere))
        {
            return;
        }

        try
        {
            File.Move(unfinished, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another was first.
        }
    }

    [DllImport("libc", EntryPoint = "link", SetLastError = true)]
    private static extern int Link(byte[] existing, byte[] added);

    // As C reads it: to the first zero byte.
    private static byte[] Name(string file) => Encoding.UTF8.GetBytes(file + '\0');

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
}
