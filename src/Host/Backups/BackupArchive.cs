using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Parley.Host.Commands;
using Parley.Host.Composition;

namespace Parley.Host.Backups;

/// <summary>What the first entry of a backup tells about the rest.</summary>
/// <param name="Format">Raised when an older program could no longer read the archive.</param>
/// <param name="HasKeys">Whether the key that opens the sealed texts lies inside.</param>
/// <param name="Sha256">Of each other entry, by its name; null in archives of programs that did not write it.</param>
internal sealed record BackupManifest(
    int Format, string Version, DateTimeOffset MadeAt, bool HasKeys, IReadOnlyDictionary<string, string>? Sha256 = null)
{
    public const int CurrentFormat = 1;
}

/// <summary>
/// A backup is a zip archive: <c>manifest.json</c>, <c>parley.db</c> or, of PostgreSQL, <c>parley.dump</c>, the kept <c>files/</c>, and,
/// when asked for, <c>keys/</c>. Models can be had again and are left out.
/// </summary>
internal static class BackupArchive
{
    public const string Database = "parley.db";
    public const string Dump = "parley.dump";
    public const string Files = "files";
    public const string Keys = "keys";
    public const string MasterKey = "master.key";
    private const string Manifest = "manifest.json";

    /// <summary>What the database is called in an archive of this server.</summary>
    public static string NameOfDatabase(Settings settings) => settings.Database is null ? Database : Dump;

    public static void Write(Stream target, BackupManifest manifest, string database, string name, DataFolder folder)
    {
        var sources = Sources(manifest, database, name, folder).ToList();
        using var archive = new ZipArchive(target, ZipArchiveMode.Create);
        using (var entry = archive.CreateEntry(Manifest, CompressionLevel.NoCompression).Open())
        {
            JsonSerializer.Serialize(entry, manifest with { Sha256 = sources.ToDictionary(source => source.Entry, source => HashOf(source.File)) });
        }

        foreach (var (file, entry) in sources)
        {
            archive.CreateEntryFromFile(file, entry, CompressionLevel.Fastest);
        }
    }

    /// <summary>Reads an archive to its end and compares it with what was put in.</summary>
    /// <exception cref="CommandException">It is not whole.</exception>
    public static void Verify(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        foreach (var (name, hash) in ReadManifest(archive, file).Sha256 ?? new Dictionary<string, string>())
        {
            using var entry = archive.GetEntry(name)?.Open() ?? throw Damaged(file, name);
            if (Convert.ToHexStringLower(SHA256.HashData(entry)) != hash)
            {
                throw Damaged(file, name);
            }
        }
    }

    /// <summary>Unpacks into an empty folder of its own.</summary>
    /// <exception cref="CommandException">This is no backup, or one that this program cannot read.</exception>
    public static BackupManifest Unpack(string file, string folder, string name)
    {
        try
        {
            using var archive = ZipFile.OpenRead(file);
            var manifest = ReadManifest(archive, file);

            Verify(file);

            // Entries that would land outside are refused by the library itself.
            archive.ExtractToDirectory(folder);
            return File.Exists(Path.Combine(folder, name)) ? manifest : throw NoDatabase(file, folder);
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

    private static IEnumerable<(string File, string Entry)> Sources(BackupManifest manifest, string database, string name, DataFolder folder)
    {
        yield return (database, name);
        var files = new DirectoryInfo(folder.File(Files));
        foreach (var file in files.Exists ? files.EnumerateFiles("*", SearchOption.AllDirectories) : [])
        {
            yield return (file.FullName, Path.Combine(Files, Path.GetRelativePath(files.FullName, file.FullName)).Replace('\\', '/'));
        }

        if (manifest.HasKeys)
        {
            yield return (folder.File(MasterKey), $"{Keys}/{MasterKey}");
        }
    }

    private static string HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    private static CommandException NoDatabase(string file, string folder) => new(
        File.Exists(Path.Combine(folder, Dump)) ? $"{file} is a backup of PostgreSQL: name an empty database there in PARLEY_DATABASE."
        : File.Exists(Path.Combine(folder, Database)) ? $"{file} is a backup of SQLite, and PARLEY_DATABASE names PostgreSQL: restore it without that setting."
        : $"{file} holds no database.");

    private static CommandException Damaged(string file, string entry) =>
        new($"{file} is damaged: {entry} in it is not what was backed up. Use another backup.");

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
