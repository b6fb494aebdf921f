using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>What remembers long conversations.</summary>
internal static class MemoryServices
{
    public static IServiceCollection AddMemory(this IServiceCollection services)
    {
        services.AddOptions<MemoryOptions>().BindConfiguration("Memory").ValidateOnStart();
        services.AddSingleton<IValidateOptions<MemoryOptions>, MemoryOptionsValidator>();
        return services.AddSingleton<WindowReader>().AddSingleton<SummaryWriter>().AddSingleton<Foldings>()
            .AddSingleton(provider => new CompactionDesk(provider.GetRequiredService<Foldings>()))
            .AddSingleton(provider => new ContextReader(
                provider.GetRequiredService<ConversationStore>(), provider.GetRequiredService<WindowReader>(),
                provider.GetRequiredService<ModelCatalogue>(), provider.GetRequiredService<IOptions<MemoryOptions>>()))
            .AddJobHandler<FoldConversation>();
    }
}
