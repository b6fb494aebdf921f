using Parley.Vectors;

namespace Parley.Bench.Vectors;

/// <summary>What is held equal for all.</summary>
internal sealed record Settings(int Count, int Dimensions)
{
    public int Queries { get; init; } = 1000;

    public int K { get; init; } = 10;

    public int Neighbours { get; init; } = 16;

    public int BuildBreadth { get; init; } = 200;

    public int Rounds { get; init; } = 5;

    public IReadOnlyList<Quantization> Quantizations { get; init; } = Enum.GetValues<Quantization>();

    public int Seed { get; init; } = 7;

    public int[] Breadths { get; init; } = [10, 14, 20, 28, 40, 56, 80, 112, 160, 224, 320, 448];
}
