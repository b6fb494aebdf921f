using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Parley.Sqlite;

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
