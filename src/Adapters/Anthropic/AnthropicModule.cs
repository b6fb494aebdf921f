using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Models;

namespace Parley.Anthropic;

/// <summary>Anthropic's API, and every server that speaks it.</summary>
public static class AnthropicModule
{
    public static IServiceCollection AddAnthropicProvider(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<AnthropicOptions>().BindConfiguration("Models:Anthropic").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<AnthropicOptions>, AnthropicOptionsValidator>()
            .AddSingleton<AnthropicTransport>()
            .AddSingleton<IModelProvider, AnthropicProvider>();
    }
}
