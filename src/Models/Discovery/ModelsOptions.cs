using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Parley.Models;

/// <summary>How models are found. Bound from the "Models" section.</summary>
public sealed record ModelsOptions
{
    /// <summary>How often providers are looked for, and those found are looked after. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server on loopback has to answer when it is looked for, and a start waits for it. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan DiscoveryPatience { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long any other provider has to answer. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan ProbePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The ports on loopback that are looked at. Default those of Ollama (11434), llama.cpp (8080), vLLM and others (8000).</summary>
    public IReadOnlyList<int>? DiscoveryPorts { get; init; }

    /// <summary>Deployments that the default tenant gets, each once: what is changed or deleted here later stays so. Default none.</summary>
    public IReadOnlyList<DeploymentInput>? Deployments { get; init; }

    /// <summary>Routes that the default tenant gets, each once, in the order in which they fall back on each other. Default none.</summary>
    public IReadOnlyList<SeededRoute>? Routes { get; init; }

    internal IReadOnlyList<int> Ports => DiscoveryPorts ?? [11434, 8080, 8000];
}

[OptionsValidator]
internal sealed partial class ModelsOptionsValidator : IValidateOptions<ModelsOptions>;
