using System.Collections.Concurrent;
using Parley.Storage;

namespace Parley.TestKit;

/// <summary>A database of each kind and set of rooms, migrated once in a run and copied for every test: to migrate costs more than most tests do.</summary>
internal static class TemplateDatabase
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<DatabaseHome>>> Made = new();

    static TemplateDatabase() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove();

    /// <param name="isClockOwned">Whether statements read the clock of the test.</param>
    public static Task<DatabaseHome> OfAsync(DatabaseKind kind, bool isClockOwned, IReadOnlyList<MigrationSource> sources) =>
        Made.GetOrAdd(
            string.Join(' ', [kind, isClockOwned, .. sources.Select(source => $"{source.Room}/{source.Assembly.GetName().Name}")]),
            _ => new(() => MakeAsync(kind, isClockOwned ? new FakeTime() : TimeProvider.System, sources))).Value;

    private static async Task<DatabaseHome> MakeAsync(DatabaseKind kind, TimeProvider time, IReadOnlyList<MigrationSource> sources)
    {
        var home = await DatabaseHome.MakeAsync(kind, time);
        try
        {
            await using var adapter = home.Connect(new Signals());
            await adapter.MigrateAsync([.. sources.SelectMany(source => source.Load())], CancellationToken.None);
            return home;
        }
        catch
        {
            await home.DisposeAsync();
            throw;
        }
    }

    private static void Remove()
    {
        foreach (var home in Made.Values.Where(made => made is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            home.Value.Result.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}
