namespace Parley.TestKit;

/// <summary>A file that somebody else has open, and may cut while it is read.</summary>
public static class OpenFile
{
    /// <returns>What could be read of it.</returns>
    public static byte[] Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
