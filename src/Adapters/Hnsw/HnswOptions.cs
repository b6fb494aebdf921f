using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Parley.Vectors;

namespace Parley.Hnsw;

/// <summary>The graphs of vectors that each node keeps. Bound from the "Parley:Vectors" section.</summary>
public sealed record HnswOptions
{
    /// <summary>Graphs that a node keeps open at once, 1 to 10000; one is of one collection and one model. Default 64.</summary>
    [Range(1, 10_000)]
    public int OpenSpaces { get; init; } = 64;

    /// <summary>What is walked over: None, Int8 or Binary. Graphs that were written with another are built anew. Default Int8.</summary>
    public Quantization Quantization { get; init; } = Quantization.Int8;

    /// <summary>Neighbours of a vector, 4 to 64. Default 16.</summary>
    [Range(4, 64)]
    public int Neighbours { get; init; } = 16;

    /// <summary>Candidates looked at when a vector finds its place, 16 to 1000. Default 200.</summary>
    [Range(16, 1000)]
    public int BuildBreadth { get; init; } = 200;

    /// <summary>Changes that a search waits for; with more to come it answers from what is there, and says how far behind that is. Default 256.</summary>
    [Range(0, 100_000)]
    public int WaitForChanges { get; init; } = 256;
}

[OptionsValidator]
internal sealed partial class HnswOptionsValidator : IValidateOptions<HnswOptions>;
