using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Parley.Models;
using Parley.Safety;

namespace Parley.OpenAI;

/// <summary>Every server that speaks OpenAI's wire: OpenAI, Azure, vLLM, Ollama, llama.cpp, TGI and others.</summary>
public static class OpenAIModule
{
    public static IServiceCollection AddOpenAIProvider(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<OpenAIOptions>().BindConfiguration("Models:OpenAI").ValidateOnStart();
        services.AddOptions<ModerationServerOptions>().BindConfiguration("Moderation").ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<ModerationServerOptions>, ModerationServerOptionsValidator>()
            .AddSingleton<IModerationProvider, OpenAIModeration>()
            .AddSingleton<IValidateOptions<OpenAIOptions>, OpenAIOptionsValidator>()
            .AddSingleton<OpenAITransport>()
            .AddSingleton<IEncoderProvider, OpenAIEncoders>()
            .AddSingleton<IModelProvider, OpenAIProvider>();
    }
}
