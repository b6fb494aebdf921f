using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Accounts;

namespace Parley.Dns;

/// <summary>Proofs of domains by the DNS.</summary>
public static class DnsModule
{
    public static IServiceCollection AddDns(this IServiceCollection services)
    {
        services.AddOptions<DnsOptions>().BindConfiguration("Dns").ValidateOnStart();
        return services.AddSingleton<IValidateOptions<DnsOptions>, DnsOptionsValidator>().AddSingleton<ITxtRecords, DnsTxtRecords>();
    }
}
