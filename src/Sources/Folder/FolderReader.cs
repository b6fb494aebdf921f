using System.Runtime.CompilerServices;

namespace Parley.Sources.Folder;

/// <summary>
/// Reads a folder of this machine. A file whose time and size are as before is not opened; links are not followed, neither to files nor
/// to folders, so that nothing leads out of it; and what begins with a dot is nobody's document.
/// </summary>
internal sealed class FolderReader(AllowedPlaces places, TimeProvider time) : ISourceReader
{
    // A file that was written just now may be written again with the same time and size: its text is looked at next time.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(3);

    private static readonly EnumerationOptions Listing = new()
    {
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
        AttributesToSkip = FileAttributes.ReparsePoint | FileAttributes.Device,
    };

    public string Kind => SourceKinds.Folder;

    public async IAsyncEnumerable<SourceItem> ListAsync(SourceRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var root = Root(run);
        var waiting = new Stack<(DirectoryInfo Folder, string Path, AclFile? Acl)>([(new DirectoryInfo(root), "", null)]);
        while (waiting.TryPop(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Entries(next.Folder) is not { } entries)
            {
                run.NotWhole($"A folder could not be read: {(next.Path.Length == 0 ? "the first" : next.Path)}.");
                continue;
            }

            var acl = await AclOfAsync(next.Folder, next.Path, next.Acl, cancellationToken);
            foreach (var entry in entries.OrderByDescending(entry => entry.Name, StringComparer.Ordinal))
            {
                var path = next.Path + entry.Name;
                if (entry is DirectoryInfo folder)
                {
                    waiting.Push((folder, path + "/", acl));
                }
                else if (entry is FileInfo file && run.Takes(path))
                {
                    yield return Item(run, file, path, acl);
                }
            }
        }
    }

    private string Root(SourceRun run)
    {
        try
        {
            // Asked again with each run: the operator may have shut the place, and a link on the way may lead elsewhere now.
            var root = places.CheckFolder(run.Tenant, run.Settings.Path ?? "");
            return Directory.Exists(root) ? root : throw new SourceFailedException("The path is no folder.");
        }
        catch (RefusedException exception)
        {
            throw new SourceFailedException(exception.Message);
        }
    }

    private static List<FileSystemInfo>? Entries(DirectoryInfo folder)
    {
        try
        {
            return [.. folder.EnumerateFileSystemInfos("*", Listing).Where(entry => entry.LinkTarget is null && !entry.Name.StartsWith('.'))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Where it is not known whether there is a list, there may be one that lets in few.
    private static async Task<AclFile?> AclOfAsync(DirectoryInfo folder, string path, AclFile? above, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = PlainFile.Open(Path.Combine(folder.FullName, AclFile.Name));
            return file is null ? above : AclFile.Read(path, await PlainFile.ReadAsync(file, AclFile.Longest, cancellationToken));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return AclFile.Broken(path);
        }
    }

    private SourceItem Item(SourceRun run, FileInfo file, string path, AclFile? acl)
    {
        var changed = new DateTimeOffset(file.LastWriteTimeUtc);
        var isSettled = time.GetUtcNow() - changed > Settled;
        return new SourceItem
        {
            ExternalId = path,
            Stamp = isSettled ? $"{changed.UtcTicks}-{file.Length}" : null,
            Acl = acl?.Of(path),
            IsAclBroken = acl?.IsBroken ?? false,
            FetchAsync = cancellationToken => FetchAsync(run, file, path, cancellationToken),
        };
    }

    // What cannot be opened just now is not gone: only a listing without it says so, or a name that leads to nothing.
    private static async Task<Fetched> FetchAsync(SourceRun run, FileInfo file, string path, CancellationToken cancellationToken)
    {
        await using var stream = PlainFile.Open(file.FullName);
        return stream is null ? new Fetched.Absent()
            : stream.Length > run.MostItemBytes ? Fetched.Failed.TooLarge(run.MostItemBytes)
            : new Fetched.Content(await PlainFile.ReadAsync(stream, run.MostItemBytes, cancellationToken), null, Path.GetFileName(path));
    }
}
