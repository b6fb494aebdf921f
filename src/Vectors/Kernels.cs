using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Parley.Vectors;

/// <summary>Inner products and distances of rows. Rows are padded with zeros to whole blocks, so no kernel has a rest to care for.</summary>
internal static unsafe class Kernels
{
    /// <summary>Numbers in a block of a row of floats: a cache line.</summary>
    public const int FloatBlock = 16;

    /// <summary>Numbers in a block of a row of bytes.</summary>
    public const int ByteBlock = 32;

    /// <summary>Σ aᵢ·bᵢ over a multiple of <see cref="FloatBlock"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Dot(float* a, float* b, int length)
    {
        var (s0, s1, s2, s3) = (Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero, Vector256<float>.Zero);
        var end = a + length;
        for (; a + 2 * FloatBlock <= end; a += 2 * FloatBlock, b += 2 * FloatBlock)
        {
            s0 = Vector256.MultiplyAddEstimate(Vector256.Load(a), Vector256.Load(b), s0);
            s1 = Vector256.MultiplyAddEstimate(Vector256.Load(a + 8), Vector256.Load(b + 8), s1);
            s2 = Vector256.MultiplyAddEstimate(Vector256.Load(a + 16), Vector256.Load(b + 16), s2);
            s3 = Vector256.MultiplyAddEstimate(Vector256.Load(a + 24), Vector256.Load(b + 24), s3);
        }

        if (a < end)
        {
            s0 = Vector256.MultiplyAddEstimate(Vector256.Load(a), Vector256.Load(b), s0);
            s1 = Vector256.MultiplyAddEstimate(Vector256.Load(a + 8), Vector256.Load(b + 8), s1);
        }

        return Vector256.Sum((s0 + s1) + (s2 + s3));
    }

    /// <summary>Σ (aᵢ−bᵢ)² over a multiple of <see cref="FloatBlock"/> numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SquaredDistance(float* a, float* b, int length)
    {
        var (s0, s1) = (Vector256<float>.Zero, Vector256<float>.Zero);
        for (var end = a + length; a < end; a += FloatBlock, b += FloatBlock)
        {
            var d0 = Vector256.Load(a) - Vector256.Load(b);
            var d1 = Vector256.Load(a + 8) - Vector256.Load(b + 8);
            s0 = Vector256.MultiplyAddEstimate(d0, d0, s0);
            s1 = Vector256.MultiplyAddEstimate(d1, d1, s1);
        }

        return Vector256.Sum(s0 + s1);
    }

    /// <summary>Σ aᵢ·bᵢ over a multiple of <see cref="ByteBlock"/> numbers, each −127 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Dot(sbyte* a, sbyte* b, int length) => Avx2.IsSupported ? DotAvx2(a, b, length) : DotWidened(a, b, length);

    /// <summary>How many of the bits of a multiple of 64 differ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Hamming(ulong* a, ulong* b, int words)
    {
        var sum = 0;
        for (var i = 0; i < words; i++)
        {
            sum += BitOperations.PopCount(a[i] ^ b[i]);
        }

        return sum;
    }

    // One side is multiplied as |a|, the other takes a's sign: two products of at most 127² fit the 16 bits that they are added up in.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DotAvx2(sbyte* a, sbyte* b, int length)
    {
        var ones = Vector256<short>.One;
        var sum = Vector256<int>.Zero;
        for (var end = a + length; a < end; a += ByteBlock, b += ByteBlock)
        {
            var left = Avx.LoadVector256(a);
            var pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(left), Avx2.Sign(Avx.LoadVector256(b), left));
            sum += Avx2.MultiplyAddAdjacent(pairs, ones);
        }

        return Vector256.Sum(sum);
    }

    internal static int DotWidened(sbyte* a, sbyte* b, int length)
    {
        var sum = Vector128<int>.Zero;
        for (var end = a + length; a < end; a += 16, b += 16)
        {
            var (a0, a1) = Vector128.Widen(Vector128.Load(a));
            var (b0, b1) = Vector128.Widen(Vector128.Load(b));
            var (p0, p1) = Vector128.Widen(a0 * b0);
            var (p2, p3) = Vector128.Widen(a1 * b1);
            sum += (p0 + p1) + (p2 + p3);
        }

        return Vector128.Sum(sum);
    }
}
