using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Parley.Sources.Folder;

/// <summary>
/// Opens a file so that it is the file that was meant: no link in its place and none on the way, and no pipe that keeps its reader waiting.
/// </summary>
internal static class PlainFile
{
    private const int NoWaiting = 0x800;
    private const int NotInherited = 0x80000;
    private const int BufferBytes = 81_920;
    private const int NotThere = 2;
    private const int NoFolder = 20;

    // A link in the last place is not followed; the number is another on other processors.
    private static readonly int NoLink = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm or Architecture.Ppc64le ? 0x8000 : 0x20000;

    /// <param name="path">Without links, as it was found.</param>
    /// <returns>Null when there is no such file any more.</returns>
    /// <exception cref="IOException">It cannot be opened, is no plain file, or another one stands in its place now.</exception>
    public static FileStream? Open(string path)
    {
        try
        {
            var stream = OperatingSystem.IsLinux() ? OnLinux(path) : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
            if (stream is null || (stream.CanSeek && At(stream, path) == path))
            {
                return stream;
            }

            stream.Dispose();
            throw new IOException("It is no plain file, or not the one that was found.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Reads a file to its end, or one byte further than is wanted: it may grow while it is read.</summary>
    public static async Task<byte[]> ReadAsync(FileStream stream, int most, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[BufferBytes];
        int read;
        while (bytes.Length <= most && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            bytes.Write(buffer, 0, (int)Math.Min(read, most + 1L - bytes.Length));
        }

        return bytes.ToArray();
    }

    private static FileStream? OnLinux(string path)
    {
        var file = OpenFile(Encoding.UTF8.GetBytes(path + '\0'), NoWaiting | NotInherited | NoLink);
        var error = Marshal.GetLastPInvokeError();
        return file >= 0 ? new FileStream(new SafeFileHandle(file, ownsHandle: true), FileAccess.Read, BufferBytes)
            : error is NotThere or NoFolder ? null
            : throw new IOException($"It could not be opened: error {error}.");
    }

    // Asked of what is open, so that nothing can be put in its place in between.
    private static string? At(FileStream stream, string path) =>
        OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{stream.SafeFileHandle.DangerousGetHandle()}").LinkTarget : AllowedPlaces.Real(path);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int OpenFile(byte[] path, int flags);
}
