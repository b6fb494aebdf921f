using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Accounts;
using Parley.Models;

namespace Parley.Knowledge.Tests;

/// <summary>The room of models, put together for a test.</summary>
internal static class BuiltInModels
{
    /// <summary>Without any provider.</summary>
    public static IServiceProvider Services { get; } = Of(new(null!), services => services, []);

    public static IServiceProvider Of(TenantDatabase database, Func<IServiceCollection, IServiceCollection> with, Dictionary<string, string?> settings) =>
        with(new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging()
            .AddSingleton(new Ledger(database, new AuditTrail(database, TimeProvider.System), TimeProvider.System, NullLogger<Ledger>.Instance))
            .AddModels()).BuildServiceProvider();
}
