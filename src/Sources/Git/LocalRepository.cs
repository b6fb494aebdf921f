namespace Parley.Sources.Git;

/// <summary>
/// Looks at a repository of this machine before git does: what it says of itself may lead git to objects of other places, or have it fetch
/// them. Only one that has all in itself is read.
/// </summary>
internal static class LocalRepository
{
    private const int LongestSettings = 1_048_576;
    private static readonly string[] Leading = ["commondir", "gitdir", "objects/info/alternates", "objects/info/http-alternates"];
    private static readonly string[] SettingsFiles = ["config", "config.worktree"];
    private static readonly string[] Foreign = ["[include", "promisor", "partialclone", "alternaterefs"];

    private static readonly EnumerationOptions All = new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 };

    /// <param name="place">Without links.</param>
    /// <exception cref="SourceFailedException">It is none, or leads elsewhere.</exception>
    public static void Check(string place)
    {
        try
        {
            var inner = Path.Combine(place, ".git");
            if (File.Exists(inner) || new FileInfo(inner).LinkTarget is not null)
            {
                throw Elsewhere();
            }

            var folder = Directory.Exists(inner) ? inner : place;
            if (!File.Exists(Path.Combine(folder, "HEAD")) || !Directory.Exists(Path.Combine(folder, "objects")))
            {
                throw new SourceFailedException("The path is no git repository.");
            }

            if (Leading.Any(name => File.Exists(Path.Combine(folder, name))) || HasLinks(folder) || HasForeignSettings(folder))
            {
                throw Elsewhere();
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SourceFailedException("The repository could not be read.");
        }
    }

    private static bool HasLinks(string folder) => new DirectoryInfo(folder).EnumerateFileSystemInfos("*", All).Any(entry => (entry.Attributes & FileAttributes.ReparsePoint) != 0);

    private static bool HasForeignSettings(string folder) =>
        SettingsFiles.Select(name => new FileInfo(Path.Combine(folder, name))).Where(file => file.Exists)
            .Any(file => file.Length > LongestSettings || Foreign.Any(word => File.ReadAllText(file.FullName).Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static SourceFailedException Elsewhere() => new(
        "The repository leads to objects of another place (a work tree's own, alternates, links or a partial clone). Only one that has all in itself is read; `git clone --no-local` makes one.");
}
