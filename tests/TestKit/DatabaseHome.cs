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

    /// <summary>An empty one.</summary>
    public static async Task<DatabaseHome> MakeAsync(DatabaseKind kind, TimeProvider time) => kind switch
    {
        DatabaseKind.Sqlite => new SqliteHome(time),
        _ => await PostgreSqlHome.MakeAsync(time),
    };

    /// <summary>Another with what is in this one, to which nobody may be connected.</summary>
    public abstract Task<DatabaseHome> CopyAsync(TimeProvider time, Func<string, string>? rewrite);

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

        public override Task<DatabaseHome> CopyAsync(TimeProvider time, Func<string, string>? rewrite)
        {
            var copy = new SqliteHome(time);
            foreach (var file in Directory.EnumerateFiles(Address))
            {
                File.Copy(file, Path.Combine(copy.Address, Path.GetFileName(file)));
            }

            return Task.FromResult<DatabaseHome>(copy);
        }

        protected override ValueTask RemoveAsync()
        {
            Directory.Delete(Address, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
