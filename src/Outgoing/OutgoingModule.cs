using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.Outgoing;

/// <summary>Calls to addresses that others named.</summary>
public static class OutgoingModule
{
    /// <summary>Gives <see cref="OutgoingHttp"/>.</summary>
    public static IServiceCollection AddOutgoing(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<OutgoingOptions>().BindConfiguration("Http").ValidateOnStart();
        services.TryAddSingleton<OutgoingHttp>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<OutgoingOptions>, OutgoingOptionsValidator>());
        return services;
    }
}
