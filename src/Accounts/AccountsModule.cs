using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Parley.Accounts;

/// <summary>Tenants, users, sign-in, API keys and the ledger.</summary>
public static class AccountsModule
{
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddMigrations("accounts", typeof(AccountsModule).Assembly)
            .AddSingleton<Ledger>();
    }
}
