using Parley.ServerKit;

namespace Parley.Bench.Turns;

/// <summary>The databases that are measured.</summary>
internal static class Databases
{
    public static IEnumerable<string> All => PostgresDatabase.IsThere ? ["SQLite", "PostgreSQL"] : ["SQLite"];

    public static async Task<Home> OpenAsync(string database) =>
        new(database == "PostgreSQL" ? await PostgresDatabase.CreateAsync() : null);

    /// <summary>Where one measured server keeps its data.</summary>
    internal sealed record Home(PostgresDatabase? Database) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Database?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
