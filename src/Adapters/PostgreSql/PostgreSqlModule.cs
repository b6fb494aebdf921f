using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.PostgreSql;

/// <summary>The database on a PostgreSQL server.</summary>
public static class PostgreSqlModule
{
    /// <summary>Keeps everything on a PostgreSQL server.</summary>
    /// <param name="connection">An Npgsql string or a <c>postgres://</c> URL.</param>
    public static IServiceCollection AddPostgreSql(this IServiceCollection services, string connection) =>
        services.AddSingleton<IDatabaseAdapter>(provider => new PostgreSqlDatabase(
            connection,
            provider.GetRequiredService<Signals>(),
            provider.GetRequiredService<ILogger<PostgreSqlDatabase>>(),
            PostgreSqlDialect.Usual with { Rewrite = provider.GetService<StatementRewrite>()?.Apply }));

    /// <summary>Has the server search vectors where it can, and the <see cref="IVectorIndex"/> that was added before where it cannot.</summary>
    public static IServiceCollection AddPgVector(this IServiceCollection services)
    {
        var before = services.Last(service => service.ServiceType == typeof(IVectorIndex));
        services.Remove(before);
        return services.AddSingleton<IVectorIndex>(provider => new PgVectorWhereInstalled(
            (PostgreSqlDatabase)provider.GetRequiredService<IDatabaseAdapter>(),
            new PgVectorIndex(provider.GetRequiredService<TenantDatabase>()),
            (IVectorIndex)before.ImplementationFactory!(provider)));
    }
}
