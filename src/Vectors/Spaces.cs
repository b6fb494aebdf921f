using System.Runtime.CompilerServices;

namespace Parley.Vectors;

/// <summary>A way to tell how far two rows are from each other. Structs, so that the walk is compiled for each.</summary>
internal unsafe interface ISpace
{
    /// <summary>The lower the nearer; comparable within one space alone.</summary>
    float Distance(byte* a, byte* b);
}

/// <summary>Rows of floats by minus their inner product.</summary>
internal readonly unsafe struct DotSpace(int padded) : ISpace
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* a, byte* b) => -Kernels.Dot((float*)a, (float*)b, padded);
}

/// <summary>Rows of floats by the square of their distance.</summary>
internal readonly unsafe struct EuclideanSpace(int padded) : ISpace
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* a, byte* b) => Kernels.SquaredDistance((float*)a, (float*)b, padded);
}

/// <summary>Rows of bytes, then their scale and the square of their length: |a|² + |b|² − 2·a·b.</summary>
internal readonly unsafe struct Int8Space(int padded) : ISpace
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* a, byte* b)
    {
        var left = (float*)(a + padded);
        var right = (float*)(b + padded);
        return left[1] + right[1] - 2 * left[0] * right[0] * Kernels.Dot((sbyte*)a, (sbyte*)b, padded);
    }
}

/// <summary>Rows of signs by how many differ.</summary>
internal readonly unsafe struct BinarySpace(int words) : ISpace
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public float Distance(byte* a, byte* b) => Kernels.Hamming((ulong*)a, (ulong*)b, words);
}
