using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Outgoing;

namespace Parley.Accounts;

/// <summary>Sign-in by the identity providers of tenants.</summary>
internal static class FederationModule
{
    public static IServiceCollection AddFederation(this IServiceCollection services)
    {
        services.AddOptions<FederationOptions>().BindConfiguration("Federation").ValidateOnStart();
        return services
            .AddOutgoing()
            .AddSingleton<IValidateOptions<FederationOptions>, FederationOptionsValidator>()
            .AddSingleton<DomainStore>()
            .AddSingleton<DomainFindings>()
            .AddSingleton<DomainProof>()
            .AddSingleton<DomainChecks>()
            .AddHostedService(all => all.GetRequiredService<DomainChecks>())
            .AddSingleton<ProviderInput>()
            .AddSingleton<ProviderStore>()
            .AddSingleton<ProviderLinks>()
            .AddSingleton<ProviderCalls>()
            .AddSingleton<ProviderMetadata>()
            .AddSingleton<FlowCookie>()
            .AddSingleton<UsedFlows>()
            .AddSingleton<Departure>()
            .AddSingleton<Arrival>()
            .AddSingleton<CodeExchange>()
            .AddSingleton<IdTokenCheck>()
            .AddSingleton<Identification>()
            .AddSingleton<AdmissionDesk>()
            .AddSingleton<IdentityLinks>()
            .AddSingleton<FreshProof>()
            .AddSingleton<TestSignIns>()
            .AddSingleton<FederationAnswers>();
    }

    public static void MapFederation(this IEndpointRouteBuilder identity)
    {
        OfferProviders.Map(identity);
        StartSignIn.Map(identity);
        FinishSignIn.Map(identity);
        CreateProvider.Map(identity);
        ReadProviders.Map(identity);
        ChangeProvider.Map(identity);
        PreviewSignIn.Map(identity);
        TestProvider.Map(identity);
        OwnIdentities.Map(identity);
        DomainRoutes.Map(identity);
    }
}
