using System.IO.Compression;
using System.Text.Json;
using Parley.Host.Commands;
using Parley.Host.Composition;

namespace Parley.Host.Backups;

/// <summary>What the first entry of a backup tells about the rest.</summary>
/// <param name="Format">Raised when an older program could no longer read the archive.</param>
/// <param name="HasKeys">Whether the key that opens the sealed texts lies inside.</param>
internal sealed record BackupManifest(int Format, string Version, DateTimeOffset MadeAt, bool HasKeys)
{
    public const int CurrentFormat = 1;
}

/// <summary>
/// A backup is a zip archive: <c>manifest.json</c>, <c>parley.db</c>, the kept <c>files/</c>, and, when asked for, <c>keys/</c>.
/// Models can be had again and are left out.
/// </summary>
internal static class BackupArchive
{
    public const string Database = "parley.db";
    public const string Files = "files";
    public const string Keys = "keys";
    public const string MasterKey = "master.key";
    private const string Manifest = "manifest.json";

    public static void Write(Stream target, BackupManifest manifest, string database, DataFolder folder)
    {
        using var archive = new ZipArchive(target, ZipArchiveMode.Create);
        using (var entry = archive.CreateEntry(Manifest, CompressionLevel.NoCompression).Open())
        {
            JsonSerializer.Serialize(entry, manifest);
        }

        archive.CreateEntryFromFile(database, Database, CompressionLevel.Fastest);
        var files = new DirectoryInfo(folder.File(Files));
        foreach (var file in files.Exists ? files.EnumerateFiles("*", SearchOption.AllDirectories) : [])
        {
            archive.CreateEntryFromFile(file.FullName, Path.Combine(Files, Path.GetRelativePath(files.FullName, file.FullName)).Replace('\\', '/'), CompressionLevel.Fastest);
        }

        if (manifest.HasKeys)
        {
            archive.CreateEntryFromFile(folder.File(MasterKey), $"{Keys}/{MasterKey}", CompressionLevel.NoCompression);
        }
    }

    /// <summary>Unpacks into an empty folder of its own.</summary>
    /// <exception cref="CommandException">This is no backup, or one that this program cannot read.</exception>
    public static BackupManifest Unpack(string file, string folder)
    {
        try
        {
            using var archive = ZipFile.OpenRead(file);
            var manifest = ReadManifest(archive, file);

            // Entries that would land outside are refused by the library itself.
            archive.ExtractToDirectory(folder);
            return File.Exists(Path.Combine(folder, Database)) ? manifest : throw new CommandException($"{file} holds no database.");
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or IOException and not FileNotFoundException)
        {
            throw new CommandException($"{file} cannot be read as a backup: {exception.Message}");
        }
        catch (FileNotFoundException)
        {
            throw new CommandException($"There is no file {file}.");
        }
    }

    private static BackupManifest ReadManifest(ZipArchive archive, string file)
    {
        var entry = archive.GetEntry(Manifest) ?? throw new CommandException($"{file} is no backup made by Parley.");
        using var stream = entry.Open();
        return JsonSerializer.Deserialize<BackupManifest>(stream) switch
        {
            { Format: <= BackupManifest.CurrentFormat } manifest => manifest,
            { Version: var version } => throw new CommandException($"{file} was made by Parley {version}, which writes a newer format; restore it with that release."),
            null => throw new CommandException($"{file} is no backup made by Parley."),
        };
    }
}
