using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parley.Moderation;

/// <summary>One weight for each bucket and head, a signed byte each, and what makes calibrated probabilities of their sums.</summary>
/// <remarks>
/// Layout, little endian: heads; for each head its bias and the scales of its weights for words, structure and meaning, a float each, the calibration (Platt 1999) in them;
/// then the weights, bucket by bucket. A logit is bias + Σ over these kinds of scale · sum of weights / √(how many features).
/// </remarks>
internal sealed class WeightTable(float[] biases, float[] lexical, float[] structural, float[] meant, sbyte[] weights)
{
    private const int RowsAtOnce = short.MaxValue / 128;

    public int Heads => biases.Length;

    /// <exception cref="InvalidDataException">It has not as many heads as this build knows.</exception>
    public static WeightTable Read(BinaryReader reader)
    {
        var heads = reader.ReadInt32();
        if (heads != Vector128<sbyte>.Count)
        {
            throw new InvalidDataException($"These weights have {heads} heads, and {Vector128<sbyte>.Count} are known; train them anew with evals/Moderation.");
        }

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
        var (wordNorm, structureNorm, meaningNorm) = (Norm(bag.Words.Length), Norm(bag.Structure.Length), Norm(bag.Meaning.Length));
        for (var head = 0; head < Heads; head++)
        {
            var logit = biases[head] + (lexical[head] * words[head] * wordNorm) + (structural[head] * structure[head] * structureNorm) + (meant[head] * meaning[head] * meaningNorm);
            probabilities[head] = 1 / (1 + MathF.Exp(-logit));
        }
    }

    public static float Norm(int features) => 1 / MathF.Sqrt(Math.Max(1, features));

    // A row is one vector; so many rows at a time, the sums of signed bytes fit into 16 bits.
    private void Sum(ReadOnlySpan<int> buckets, Span<int> sums)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(weights);
        var (first, second, third, fourth) = (Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero, Vector128<int>.Zero);
        while (!buckets.IsEmpty)
        {
            var some = buckets[..Math.Min(buckets.Length, RowsAtOnce)];
            var (lower, upper) = (Vector128<short>.Zero, Vector128<short>.Zero);
            foreach (var bucket in some)
            {
                var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref table, (nuint)(bucket * Vector128<sbyte>.Count)));
                (lower, upper) = (lower + low, upper + high);
            }

            var ((one, two), (three, four)) = (Vector128.Widen(lower), Vector128.Widen(upper));
            (first, second, third, fourth) = (first + one, second + two, third + three, fourth + four);
            buckets = buckets[some.Length..];
        }

        first.CopyTo(sums);
        second.CopyTo(sums[4..]);
        third.CopyTo(sums[8..]);
        fourth.CopyTo(sums[12..]);
    }
}
