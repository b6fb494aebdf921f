using Microsoft.Data.Sqlite;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>Copies the database while it is in use, through SQLite's own backup, as one moment of it.</summary>
internal static class SqliteBackup
{
    /// <exception cref="IOException">The file exists already, or cannot be written.</exception>
    public static void Write(SqliteFile source, string file)
    {
        if (File.Exists(file))
        {
            throw new IOException($"{file} exists already; a backup overwrites nothing.");
        }

        // A copy that was cut off keeps its own name, so that nobody takes it for a whole one.
        var unfinished = file + ".part";
        File.Delete(unfinished);
        PrivateFile.Create(unfinished).Dispose();
        try
        {
            Copy(source, unfinished);
            File.Move(unfinished, file);
        }
        finally
        {
            // One that failed for want of room must not keep the rest from it.
            File.Delete(unfinished);
            File.Delete(unfinished + "-journal");
        }
    }

    private static void Copy(SqliteFile source, string unfinished)
    {
        using (var from = source.OpenForReading())
        using (var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = unfinished, Pooling = false }.ToString()))
        {
            to.Open();
            from.BackupDatabase(to);

            // One file, without a log beside it.
            to.Run("PRAGMA journal_mode = DELETE");
        }

        using var written = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite);
        written.Flush(flushToDisk: true);
    }
}
