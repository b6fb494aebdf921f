namespace Parley.Vectors;

/// <summary>What "near" means.</summary>
public enum Metric
{
    /// <summary>The cosine of the angle; vectors are kept with length 1, a score is −1 to 1. A vector of length 0 has no angle and is refused.</summary>
    Cosine = 0,

    /// <summary>The Euclidean distance; a score is minus its square.</summary>
    Euclidean = 1,
}

/// <summary>What the search walks over. The full vectors are kept in any case, and decide the order of what is found.</summary>
public enum Quantization
{
    /// <summary>The vectors themselves: 4 bytes per dimension.</summary>
    None = 0,

    /// <summary>One byte per dimension and a scale per vector.</summary>
    Int8 = 1,

    /// <summary>One bit per dimension, its sign; for <see cref="Metric.Cosine"/> alone.</summary>
    Binary = 2,
}

/// <summary>How an index is built. Fixed for its life: an index that was written with others is refused when it is opened.</summary>
public sealed record VectorIndexOptions
{
    /// <summary>Length of every vector, 1 to 8192.</summary>
    public required int Dimensions { get; init; }

    public Metric Metric { get; init; } = Metric.Cosine;

    public Quantization Quantization { get; init; } = Quantization.None;

    /// <summary>Neighbours of a vector on the upper layers, 4 to 64; twice as many on the lowest. Default 16.</summary>
    public int Neighbours { get; init; } = 16;

    /// <summary>Candidates looked at when a vector finds its place, 16 to 1000. More: better graph, slower building. Default 200.</summary>
    public int BuildBreadth { get; init; } = 200;

    /// <summary>Decides on which layers a vector stands. The same seed and the same calls give the same index.</summary>
    public ulong Seed { get; init; } = 1;

    /// <exception cref="ArgumentException">An option is out of its range, or binary codes are asked for with distances that they cannot tell.</exception>
    internal VectorIndexOptions Checked()
    {
        Check(Dimensions is >= 1 and <= 8192, $"An index has 1 to 8192 dimensions, not {Dimensions}.");
        Check(Neighbours is >= 4 and <= 64, $"A vector has 4 to 64 neighbours, not {Neighbours}.");
        Check(BuildBreadth is >= 16 and <= 1000, $"The breadth of building is 16 to 1000, not {BuildBreadth}.");
        Check(Enum.IsDefined(Metric) && Enum.IsDefined(Quantization), "There is no such metric or quantization.");
        Check(Quantization != Quantization.Binary || Metric == Metric.Cosine, "Binary codes know angles alone: take the cosine or another quantization.");
        return this;
    }

    private static void Check(bool holds, string because)
    {
        if (!holds)
        {
            throw new ArgumentException(because);
        }
    }
}

/// <summary>How one search goes about it.</summary>
public sealed record SearchSettings
{
    public static readonly SearchSettings Default = new();

    /// <summary>Signs tell little apart, so more candidates are kept, and all of them scored by their full vectors.</summary>
    public static readonly SearchSettings ForBinary = new() { Breadth = 256, Oversampling = 256 };

    /// <summary>Candidates kept while the graph is walked; at least k is taken. More: better recall, slower. Default 96.</summary>
    public int Breadth { get; init; } = 96;

    /// <summary>With quantized vectors: how many times k candidates are scored anew by their full vectors; at most the breadth. Default 4.</summary>
    public int Oversampling { get; init; } = 4;

    /// <summary>Whether the graph is walked or all allowed vectors are looked at. Left alone, the index takes what costs less.</summary>
    public SearchPlan Plan { get; init; }
}

/// <summary>Ways through an index.</summary>
public enum SearchPlan
{
    /// <summary>What is estimated to cost less.</summary>
    Cheapest = 0,

    /// <summary>The graph, whatever it costs.</summary>
    Graph = 1,

    /// <summary>All allowed vectors by their codes, the best rescored; without quantization this is exact.</summary>
    Scan = 2,

    /// <summary>All allowed vectors, each by its full vector: the truth that the other ways are measured by.</summary>
    Exact = 3,
}

/// <summary>A vector that was found.</summary>
/// <param name="Key">The key it was added under.</param>
/// <param name="Score">The higher the nearer; see <see cref="Metric"/>.</param>
public readonly record struct VectorMatch(long Key, float Score);
