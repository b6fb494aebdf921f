using System.Runtime.InteropServices;

namespace Parley.Moderation;

/// <summary>One weight for each bucket and head, a signed byte each, and what makes calibrated probabilities of their sums.</summary>
/// <remarks>
/// Layout, little endian: heads; for each head its bias and the scales of its weights for words, structure and meaning, a float each, the calibration (Platt 1999) in them;
/// then the weights, bucket by bucket. A logit is bias + Σ over these kinds of scale · sum of weights / √(how many features).
/// </remarks>
internal sealed class WeightTable(float[] biases, float[] lexical, float[] structural, float[] meant, sbyte[] weights)
{
    public int Heads => biases.Length;

    public static WeightTable Read(BinaryReader reader)
    {
        var heads = reader.ReadInt32();
        var (biases, lexical, structural, meant) = (new float[heads], new float[heads], new float[heads], new float[heads]);
        for (var head = 0; head < heads; head++)
        {
            (biases[head], lexical[head], structural[head], meant[head]) = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
        }

        var weights = new sbyte[heads * FeatureBag.Buckets];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new(biases, lexical, structural, meant, weights);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Heads);
        for (var head = 0; head < Heads; head++)
        {
            writer.Write(biases[head]);
            writer.Write(lexical[head]);
            writer.Write(structural[head]);
            writer.Write(meant[head]);
        }

        writer.Write(MemoryMarshal.AsBytes(weights.AsSpan()));
    }

    /// <param name="probabilities">Receives a probability for each head; shape [<see cref="Heads"/>].</param>
    public void Score(FeatureBag bag, Span<float> probabilities)
    {
        Span<int> words = stackalloc int[Heads];
        Span<int> structure = stackalloc int[Heads];
        Span<int> meaning = stackalloc int[Heads];
        Sum(bag.Words, words);
        Sum(bag.Structure, structure);
        Sum(bag.Meaning, meaning);
        var (wordNorm, structureNorm, meaningNorm) = (Norm(bag.Words.Count), Norm(bag.Structure.Count), Norm(bag.Meaning.Count));
        for (var head = 0; head < Heads; head++)
        {
            var logit = biases[head] + (lexical[head] * words[head] * wordNorm) + (structural[head] * structure[head] * structureNorm) + (meant[head] * meaning[head] * meaningNorm);
            probabilities[head] = 1 / (1 + MathF.Exp(-logit));
        }
    }

    public static float Norm(int features) => 1 / MathF.Sqrt(Math.Max(1, features));

    private void Sum(IReadOnlyList<int> buckets, Span<int> sums)
    {
        sums.Clear();
        for (var i = 0; i < buckets.Count; i++)
        {
            var row = weights.AsSpan(buckets[i] * sums.Length, sums.Length);
            for (var head = 0; head < row.Length; head++)
            {
                sums[head] += row[head];
            }
        }
    }
}
