using Microsoft.Data.Sqlite;
using Parley.Storage;
using SQLitePCL;

namespace Parley.Sqlite;

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
