using System.Numerics;

namespace Parley.Embedding;

/// <summary>How alike two embeddings are.</summary>
public static class Cosine
{
    /// <summary>The cosine of the angle between two vectors of length 1: −1 to 1; 0 where one of them is all zero.</summary>
    /// <exception cref="ArgumentException">They have not the same number of dimensions.</exception>
    public static double Of(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        if (one.Length != other.Length)
        {
            throw new ArgumentException($"One has {one.Length} dimensions, the other {other.Length}.", nameof(other));
        }

        var sums = Vector<float>.Zero;
        var at = 0;
        for (; at <= one.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            sums += new Vector<float>(one[at..]) * new Vector<float>(other[at..]);
        }

        var sum = Vector.Sum(sums);
        for (; at < one.Length; at++)
        {
            sum += one[at] * other[at];
        }

        return sum;
    }
}
