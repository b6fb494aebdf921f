using Microsoft.Data.Sqlite;
using Parley.Storage;
using SQLitePCL;

namespace Parley.Sqlite;

/// <summary>The database's file, readable for its owner alone, and how connections to it are opened.</summary>
internal sealed class SqliteFile
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TimeProvider _time;

    /// <param name="folder">Made when it is missing.</param>
    public SqliteFile(string folder, TimeProvider time)
    {
        _time = time;
        Path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, "parley.db"));
        try
        {
            Make();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageSetupException(
                $"The data folder {folder} cannot be used: {exception.Message} Set PARLEY_DATA to a folder that this user may write.", exception);
        }
    }

    public string Path { get; }

    /// <summary>A connection that may write.</summary>
    public SqliteConnection OpenForWriting()
    {
        var connection = Open();
        connection.Run("PRAGMA journal_mode = WAL; PRAGMA cache_size = -16000; PRAGMA journal_size_limit = 67108864; PRAGMA secure_delete = FAST;");
        return connection;
    }

    /// <summary>A connection that SQLite itself keeps from writing.</summary>
    public SqliteConnection OpenForReading()
    {
        var connection = Open();
        connection.Run("PRAGMA query_only = ON; PRAGMA cache_size = -4000;");
        return connection;
    }

    /// <summary>Makes an empty file that its owner alone can read.</summary>
    public static void CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        File.Open(path, options).Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 10,
        }.ToString());
        try
        {
            connection.Open();
            connection.CreateFunction("parley_now", () => _time.GetUtcNow().ToUnixTimeMilliseconds());
            connection.Run("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; SELECT count(*) FROM sqlite_master;");
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw exception.SqliteErrorCode == raw.SQLITE_NOTADB
                ? new StorageSetupException($"{Path} is not a SQLite database, or it is damaged. Restore a backup, or name another folder in PARLEY_DATA.", exception)
                : SqliteFaults.Translate(exception);
        }
    }

    private void Make()
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder, OwnersFolder);
            }

            // A file made by other means may be open to others; its side files take over its mode.
            if (File.Exists(Path))
            {
                File.SetUnixFileMode(Path, OwnersFile);
            }
        }

        if (!File.Exists(Path))
        {
            try
            {
                CreatePrivate(Path);
            }
            catch (IOException) when (File.Exists(Path))
            {
                // Another process that starts at the same moment made it.
            }
        }
    }
}

internal static class SqliteCalls
{
    /// <summary>Runs statements without results, past the provider's command objects.</summary>
    public static void Run(this SqliteConnection connection, string sql)
    {
        var handle = connection.Handle;
        var code = raw.sqlite3_exec(handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException(raw.sqlite3_errmsg(handle).utf8_to_string(), code & 0xff, raw.sqlite3_extended_errcode(handle));
        }
    }

    /// <summary>Whether a transaction is open; after some errors SQLite has rolled it back by itself.</summary>
    public static bool IsInTransaction(this SqliteConnection connection) => raw.sqlite3_get_autocommit(connection.Handle) == 0;
}

internal static class SqliteFaults
{
    /// <summary>Errors that say "not now" become <see cref="StorageUnavailableException"/>; all others stay what they are.</summary>
    public static Exception Translate(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: var code } && Sentence(code) is { } sentence
            ? new StorageUnavailableException(sentence, exception)
            : exception;

    private static string? Sentence(int code) => code switch
    {
        raw.SQLITE_FULL => "The disk that holds the data folder is full.",
        raw.SQLITE_IOERR => "The data folder's disk gave an input or output error.",
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another program holds the database locked.",
        raw.SQLITE_CANTOPEN => "The database file cannot be opened.",
        raw.SQLITE_READONLY => "The database file cannot be written.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "The database file is damaged; restore a backup.",
        _ => null,
    };
}
