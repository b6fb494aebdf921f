using Microsoft.Data.Sqlite;
using Parley.Storage;
using SQLitePCL;

namespace Parley.Sqlite;

/// <summary>The database's file, readable for its owner alone, and how connections to it are opened.</summary>
internal sealed class SqliteFile
{
    private readonly TimeProvider _time;

    // Nobody asks how much memory SQLite has; to count it, all its connections would wait for each other at every allocation. Once SQLite was
    // used it refuses, and goes on counting.
    static SqliteFile()
    {
        Batteries_V2.Init();
        raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    /// <param name="folder">Made when it is missing.</param>
    public SqliteFile(string folder, TimeProvider time)
    {
        _time = time;
        Path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, "parley.db"));
        try
        {
            PrivateFile.CreateFolder(System.IO.Path.GetDirectoryName(Path)!);
            PrivateFile.CreateOnce(Path, "");

            // A file made by other means may be open to others; its side files take over its mode.
            PrivateFile.Tighten(Path);
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

    /// <summary>A connection that copies the log into the database.</summary>
    public SqliteConnection OpenForCheckpoints()
    {
        var connection = Open();
        try
        {
            connection.Run("PRAGMA cache_size = -1000; PRAGMA synchronous = NORMAL;");
            return connection;
        }
        catch
        {
            // It is asked for again and again while the disk is in trouble.
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that SQLite itself keeps from writing.</summary>
    public SqliteConnection OpenForReading()
    {
        var connection = Open();
        connection.Run("PRAGMA query_only = ON; PRAGMA cache_size = -4000;");
        return connection;
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
            connection.Run("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;");

            // Only a statement that looks into the file finds out whether it is a database.
            connection.Run("SELECT count(*) FROM sqlite_master");
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw exception.SqliteErrorCode == raw.SQLITE_NOTADB
                ? new StorageSetupException(
                    $"{Path} is not a SQLite database, or it is damaged. Restore a backup, or name another folder in PARLEY_DATA.", exception)
                : SqliteFaults.Translate(exception);
        }
    }
}
