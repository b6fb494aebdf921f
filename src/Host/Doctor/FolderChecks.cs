using Parley.Host.Composition;

namespace Parley.Host.Doctor;

/// <summary>The data folder: who may look into it, how much room is left, and whether the clock stands after its last change.</summary>
internal static class FolderChecks
{
    private const long LittleSpace = 1L << 30;
    private const long TooLittleSpace = 64L << 20;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    public static IEnumerable<Finding> Look(DataFolder folder, TimeProvider time) =>
        [Permissions(folder), Space(new DriveInfo(folder.Path).AvailableFreeSpace), Clock(folder, time)];

    /// <param name="free">Bytes that are left on the disk of the data folder.</param>
    internal static Finding Space(long free) => free switch
    {
        < TooLittleSpace => Finding.Fault($"only {free >> 20} MiB are free for the data folder: writes will fail; make room, or move the folder (PARLEY_DATA)"),
        < LittleSpace => Finding.Note($"{free >> 20} MiB are free for the data folder, which is little; make room, or move the folder (PARLEY_DATA)"),
        _ => Finding.Fine($"{free >> 20} MiB are free for the data folder"),
    };

    // What lies in it is closed by every start; the folder is the operator's own.
    private static Finding Permissions(DataFolder folder) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder.Path) & Others) != 0
            ? Finding.Note($"the data folder {folder.Path} can be entered by other users; 'chmod 700 {folder.Path}' closes it")
            : Finding.Fine($"the data folder is {folder.Path}");

    // Sign-ins, leases and limits go by the time: a clock that was set back is worse than one that is wrong.
    private static Finding Clock(DataFolder folder, TimeProvider time)
    {
        var changed = ((string[])["parley.db", "parley.db-wal", "master.key"]).Select(folder.File).Where(File.Exists)
            .Select(file => new DateTimeOffset(File.GetLastWriteTimeUtc(file))).DefaultIfEmpty(DateTimeOffset.MinValue).Max();
        return changed > time.GetUtcNow() + Slack
            ? Finding.Fault($"the clock says {time.GetUtcNow():u}, but the data folder was last written at {changed:u}: set the clock, best by NTP")
            : Finding.Fine($"the clock says {time.GetUtcNow():u}");
    }
}
