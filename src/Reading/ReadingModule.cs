using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Parley.Reading;

/// <summary>Files of all kinds as clean text.</summary>
public static class ReadingModule
{
    /// <summary>Gives <see cref="DocumentReader"/>.</summary>
    /// <param name="program">What reads files in a process of its own; null to read everything in this one.</param>
    public static IServiceCollection AddReading(this IServiceCollection services, ReadingProgram? program = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ReadingOptions>().BindConfiguration("Parley:Reading").ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReadingOptions>, ReadingOptionsValidator>());
        services.TryAddSingleton(provider => ActivatorUtilities.CreateInstance<DocumentReader>(
            provider, provider.GetRequiredService<IOptions<ReadingOptions>>().Value, program ?? ReadingProgram.None));
        return services;
    }
}
