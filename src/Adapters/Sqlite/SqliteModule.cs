using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Sqlite;

/// <summary>The database in a file of the data folder.</summary>
public static class SqliteModule
{
    /// <summary>Keeps everything in one file of the data folder.</summary>
    public static IServiceCollection AddSqlite(this IServiceCollection services, string folder) =>
        services.AddSingleton<IDatabaseAdapter>(provider => new SqliteDatabase(
            folder,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<Signals>(),
            provider.GetRequiredService<ILogger<SqliteDatabase>>()));
}
