using System.Numerics;

namespace Parley.Understanding;

/// <summary>One weight for each bucket and label, one signed byte each, and what turns their sums into logits.</summary>
/// <remarks>
/// Layout, little endian: labels; for each label its bias and its scale, a float each, the calibration in them; then the weights, bucket by
/// bucket. A logit is bias + scale · sum of the weights of the buckets that are set / √(how many are set).
/// </remarks>
internal sealed class LinearModel
{
    private readonly float[] _biases;
    private readonly float[] _scales;
    private readonly sbyte[] _weights;

    public LinearModel(float[] biases, float[] scales, sbyte[] weights) => (_biases, _scales, _weights) = (biases, scales, weights);

    public int Labels => _biases.Length;

    public static LinearModel Read(BinaryReader reader)
    {
        var labels = reader.ReadInt32();
        var (biases, scales) = (new float[labels], new float[labels]);
        for (var label = 0; label < labels; label++)
        {
            (biases[label], scales[label]) = (reader.ReadSingle(), reader.ReadSingle());
        }

        var weights = new sbyte[labels * FeatureSet.Buckets];
        reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));
        return new(biases, scales, weights);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Labels);
        for (var label = 0; label < Labels; label++)
        {
            writer.Write(_biases[label]);
            writer.Write(_scales[label]);
        }

        writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(_weights.AsSpan()));
    }

    /// <param name="present">The features; shape [<see cref="FeatureSet.Longs"/>].</param>
    /// <param name="logits">Receives the logits; shape [<see cref="Labels"/>].</param>
    public void Score(ReadOnlySpan<ulong> present, Span<float> logits)
    {
        Span<int> sums = stackalloc int[Labels];
        sums.Clear();
        var count = 0;
        for (var i = 0; i < present.Length; i++)
        {
            for (var bits = present[i]; bits != 0; bits &= bits - 1, count++)
            {
                var row = _weights.AsSpan(((i << 6) + BitOperations.TrailingZeroCount(bits)) * sums.Length, sums.Length);
                for (var label = 0; label < row.Length; label++)
                {
                    sums[label] += row[label];
                }
            }
        }

        var norm = 1 / MathF.Sqrt(Math.Max(1, count));
        for (var label = 0; label < sums.Length; label++)
        {
            logits[label] = _biases[label] + (_scales[label] * sums[label] * norm);
        }
    }

    /// <summary>Turns logits into probabilities that sum to one, in place.</summary>
    public static void Softmax(Span<float> logits)
    {
        var most = float.NegativeInfinity;
        foreach (var logit in logits)
        {
            most = Math.Max(most, logit);
        }

        var sum = 0f;
        for (var i = 0; i < logits.Length; i++)
        {
            sum += logits[i] = MathF.Exp(logits[i] - most);
        }

        for (var i = 0; i < logits.Length; i++)
        {
            logits[i] /= sum;
        }
    }
}
