using Parley.ServerKit;

namespace Parley.Bench.Turns;

/// <summary>The databases that are measured.</summary>
internal static class Databases
{
    public static IReadOnlyList<string> Names { get; } = ["SQLite", "PostgreSQL"];

    public static IEnumerable<string> There => Names.Take(PostgresDatabase.IsThere ? 2 : 1);

    public static async Task<Home> OpenAsync(string database) =>
        new(database == "PostgreSQL" ? await PostgresDatabase.CreateAsync() : null);

    /// <summary>Where one measured server keeps its data.</summary>
    internal sealed record Home(PostgresDatabase? Database) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Database?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
