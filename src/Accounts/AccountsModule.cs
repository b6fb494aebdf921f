using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>Tenants, users, sign-in, API keys and the ledger.</summary>
public static class AccountsModule
{
    /// <summary>Needs Storage. A request's proven <see cref="Caller"/> can be injected where <see cref="ParleyAccess.UseParleyAccess"/> guards.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AccountsOptions>().BindConfiguration("Accounts").ValidateOnStart();
        services.AddAuthentication(ParleyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ParleyAuthentication>(ParleyAuthentication.SchemeName, null);
        return services
            .AddMigrations("accounts", typeof(AccountsModule).Assembly)
            .AddSingleton<IValidateOptions<AccountsOptions>, AccountsOptionsValidator>()
            .AddSingleton<InstallationSecret>()
            .AddSingleton<SigningKeys>()
            .AddSingleton<AccessTokens>()
            .AddSingleton<ProvenKeys>()
            .AddSingleton<KeyUse>()
            .AddSingleton<IEndUsers, EndUsers>()
            .AddScoped<CurrentCaller>()
            .AddScoped(services => services.GetRequiredService<CurrentCaller>().Caller
                ?? throw new InvalidOperationException("Nobody is proven in this scope; the route is anonymous or not guarded."))
            .AddScoped(services => services.GetRequiredService<Caller>().Tenant)
            .AddSingleton<Ledger>();
    }
}
