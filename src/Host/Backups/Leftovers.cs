using System.Text.RegularExpressions;
using Parley.Host.Composition;

namespace Parley.Host.Backups;

/// <summary>Names what backups and restores have under way in the data folder, and takes away what those left that were killed.</summary>
internal static partial class Leftovers
{
    public static string NewCopy(DataFolder folder) => folder.File($"backup-{Guid.NewGuid():N}.db");

    public static string NewUnpacked(DataFolder folder) => folder.File($"restore-{Guid.NewGuid():N}");

    /// <summary>For who holds the folder's lock: nothing of this is under way then.</summary>
    public static void Sweep(DataFolder folder)
    {
        var root = new DirectoryInfo(folder.Path);
        foreach (var file in root.EnumerateFiles("backup-*").Where(file => Copy().IsMatch(file.Name)).ToList())
        {
            file.Delete();
        }

        foreach (var unpacked in root.EnumerateDirectories("restore-*").Where(unpacked => Unpacked().IsMatch(unpacked.Name)).ToList())
        {
            unpacked.Delete(recursive: true);
        }
    }

    // A backup that somebody wrote here by hand has a name of another form.
    [GeneratedRegex(@"^backup-[0-9a-f]{32}\.db(\.part(-journal)?)?$")]
    private static partial Regex Copy();

    [GeneratedRegex("^restore-[0-9a-f]{32}$")]
    private static partial Regex Unpacked();
}
