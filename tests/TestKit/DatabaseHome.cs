using Microsoft.Extensions.Logging.Abstractions;
using Parley.Sqlite;
using Parley.Storage;

namespace Parley.TestKit;

/// <summary>The place of one test's database, however many connect to it; the last one out removes it.</summary>
internal abstract class DatabaseHome : IAsyncDisposable
{
    private int _users = 1;

    /// <summary>Where it is: a folder, or a connection string.</summary>
    public abstract string Address { get; }

    public static async Task<DatabaseHome> MakeAsync(DatabaseKind kind, TimeProvider time, Func<string, string>? rewrite) => kind switch
    {
        DatabaseKind.Sqlite => new SqliteHome(time),
        _ => await PostgreSqlHome.MakeAsync(time, rewrite),
    };

    public abstract IDatabaseAdapter Connect(Signals signals);

    public DatabaseHome Share()
    {
        Interlocked.Increment(ref _users);
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            await RemoveAsync();
        }
    }

    protected abstract ValueTask RemoveAsync();

    private sealed class SqliteHome(TimeProvider time) : DatabaseHome
    {
        public override string Address { get; } = Directory.CreateTempSubdirectory("parley-test-").FullName;

        public override IDatabaseAdapter Connect(Signals signals) =>
            new SqliteDatabase(Address, time, signals, NullLogger<SqliteDatabase>.Instance);

        protected override ValueTask RemoveAsync()
        {
            Directory.Delete(Address, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
