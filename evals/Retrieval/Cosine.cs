using System.Numerics;

namespace Parley.Retrieval;

/// <summary>The cosine of two vectors of length 1.</summary>
internal static class Cosine
{
    public static double Of(float[] one, float[] other)
    {
        var sum = Vector<float>.Zero;
        for (var i = 0; i < one.Length; i += Vector<float>.Count)
        {
            sum += new Vector<float>(one, i) * new Vector<float>(other, i);
        }

        return Vector.Sum(sum);
    }
}
