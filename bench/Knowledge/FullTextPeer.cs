using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Parley.Sqlite;

namespace Parley.Bench.Knowledge;

/// <summary>SQLite's own full text search, with the same passages in an index without content, asked for any of the same words by its bm25.</summary>
internal sealed class FullTextPeer : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-peer").FullName;
    private readonly SqliteConnection _connection;

    public FullTextPeer()
    {
        // Which native library is used is decided there, and has to be before anything is opened.
        RuntimeHelpers.RunModuleConstructor(typeof(SqliteDatabase).Module.ModuleHandle);
        _connection = new($"Data Source={Path.Combine(_folder, "peer.db")};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode = WAL; CREATE VIRTUAL TABLE passages USING fts5(body, content = '')");
    }

    public int Count { get; private set; }

    public void Add(IEnumerable<string> passages)
    {
        using var transaction = _connection.BeginTransaction();
        using var command = _connection.CreateCommand();
        command.CommandText = "INSERT INTO passages (rowid, body) VALUES ($id, $body)";
        var id = command.Parameters.Add("$id", SqliteType.Integer);
        var body = command.Parameters.Add("$body", SqliteType.Text);
        foreach (var passage in passages)
        {
            (id.Value, body.Value) = (++Count, passage);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Optimize() => Run("INSERT INTO passages (passages) VALUES ('optimize')");

    public int Search(string query)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT rowid FROM passages WHERE passages MATCH $query ORDER BY bm25(passages) LIMIT 10";
        command.Parameters.AddWithValue("$query", string.Join(" OR ", query.Split(' ')));
        using var reader = command.ExecuteReader();
        var found = 0;
        while (reader.Read())
        {
            found++;
        }

        return found;
    }

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
