using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
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
        return services
            .AddMigrations("accounts", typeof(AccountsModule).Assembly)
            .AddSingleton<IValidateOptions<AccountsOptions>, AccountsOptionsValidator>()
            .AddTokens()
            .AddPeople()
            .AddLimits()
            .AddFederation()
            .AddSingleton<Ledger>()
            .AddSingleton<LedgerSweep>()
            .AddSingleton<Statements>()
            .AddSingleton<LapsedTokens>()
            .AddJobHandler<AnswerReset>()
            .AddJobHandler<SendLetter>()
            .AddHostedService<Upkeep>();
    }

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        Jwks.Map(routes.MapGroup("").WithTags("Identity"));
        var identity = routes.MapGroup("/v1").WithTags("Identity");
        Login.Map(identity);
        Refresh.Map(identity);
        Logout.Map(identity);
        Accept.Map(identity);
        Me.Map(identity);
        CreateApiKey.Map(identity);
        ListApiKeys.Map(identity);
        RevokeApiKey.Map(identity);
        RotateApiKey.Map(identity);
        CreateTenant.Map(identity);
        TenantSettings.Map(identity);
        ListAudit.Map(identity);
        CreateUser.Map(identity);
        ReadUsers.Map(identity);
        ChangeUser.Map(identity);
        DeleteUser.Map(identity);
        GroupRoutes.Map(identity);
        InvitationRoutes.Map(identity);
        PasswordReset.Map(identity);
        ListLetters.Map(identity);
        SessionRoutes.Map(identity);
        ChangePassword.Map(identity);
        FactorRoutes.Map(identity);
        SecondFactorSignIn.Map(identity);
        ShowAccess.Map(identity);
        identity.MapFederation();
        var money = routes.MapGroup("/v1").WithTags("Money");
        ListEntries.Map(money);
        GetBalance.Map(money);
        ListUsageRecords.Map(money);
        GetUsage.Map(money);
        ShowStatement.Map(money);
        routes.MapLimits();
    }

    private static IServiceCollection AddTokens(this IServiceCollection services) => services
        .AddSingleton<InstallationSecret>()
        .AddSingleton<SigningKeys>()
        .AddSingleton<AccessTokens>()
        .AddSingleton<RefusedTokens>()
        .AddSingleton<Sessions>()
        .AddSingleton<TokenAnswers>()
        .AddSingleton<SignIns>()
        .AddSingleton<SessionBook>()
        .AddSingleton<SecondFactors>()
        .AddSingleton<Challenges>()
        .AddSingleton<OwnPassword>()
        .AddSingleton<ProvenKeys>()
        .AddSingleton<ProvenSessions>()
        .AddSingleton(all => new PresentCaller(all.GetRequiredService<TenantDatabase>(), all.GetRequiredService<ProvenKeys>()))
        .AddSingleton<KeyUse>()
        .AddSingleton<ApiKeyStore>()
        .AddSingleton<EnvironmentKey>()
        .AddSingleton<CallerProof>()
        .AddSingleton(all => new RenewedAccess(
            all.GetRequiredService<CallerProof>(), all.GetRequiredService<ProvenSessions>(), all.GetRequiredService<Signals>()))
        .AddScoped<CurrentCaller>()
        .AddScoped(scope => scope.GetRequiredService<CurrentCaller>().Caller
            ?? throw new InvalidOperationException("Nobody is proven in this scope; the route is anonymous or not guarded."))
        .AddScoped(scope => scope.GetRequiredService<Caller>().Tenant)
        .AddScoped(scope => scope.GetRequiredService<CurrentCaller>().Actor);

    // Types that others see keep their making to themselves, because it takes types that others do not see.
    private static IServiceCollection AddPeople(this IServiceCollection services) => services
        .AddSingleton<AuditTrail>()
        .AddSingleton(all => new AuditNames(all.GetRequiredService<TenantDatabase>(), all.GetRequiredService<UserStore>()))
        .AddSingleton<OriginStore>()
        .AddSingleton<SharingPolicy>()
        .AddSingleton(all => new AllowedOrigins(
            all.GetRequiredService<SystemDatabase>(),
            all.GetRequiredService<InstallationSecret>(),
            all.GetRequiredService<Signals>(),
            all.GetRequiredService<TimeProvider>()))
        .AddSingleton<EndUsers>()
        .AddSingleton<IEndUsers>(all => all.GetRequiredService<EndUsers>())
        .AddSingleton<ActingFor>()
        .AddSingleton<Passwords>()
        .AddSingleton<SignInAttempts>()
        .AddSingleton<CredentialCheck>()
        .AddSingleton<UserStore>()
        .AddSingleton<TypedAddresses>()
        .AddSingleton<UserViews>()
        .AddSingleton<UserChanges>()
        .AddSingleton<GroupStore>()
        .AddSingleton<InvitationStore>()
        .AddSingleton<AddressBook>()
        .AddSingleton<ResetLinks>()
        .AddSingleton<Links>()
        .AddSingleton<Letters>()
        .AddSingleton<Outbox>()
        .AddSingleton(all => new PeopleTags(all.GetRequiredService<TenantDatabase>(), all.GetRequiredService<UserStore>()))
        .AddSingleton<Tenants>()
        .AddSingleton<IInstalledTenants>(all => all.GetRequiredService<Tenants>())
        .AddSingleton<TenantMaker>()
        .AddSingleton<Redemption>()
        .AddSingleton(all => new OneTimeLinks(
            all.GetRequiredService<SystemDatabase>(),
            all.GetRequiredService<Tenants>(),
            all.GetRequiredService<IOptions<AccountsOptions>>(),
            all.GetRequiredService<TimeProvider>()))
        .AddSingleton(all => new AccountsStartup(
            all.GetRequiredService<IConfiguration>(),
            all.GetRequiredService<TenantDatabase>(),
            all.GetRequiredService<Tenants>(),
            all.GetRequiredService<UserStore>(),
            all.GetRequiredService<Passwords>(),
            all.GetRequiredService<EnvironmentKey>(),
            all.GetRequiredService<OneTimeLinks>(),
            all.GetRequiredService<InstallationSecret>(),
            all.GetRequiredService<AuditTrail>(),
            all.GetRequiredService<ILogger<AccountsStartup>>()));
}
