using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Parley.Moderation;

/// <summary>One weight for each bucket and head, a signed byte each, and what makes calibrated probabilities of their sums.</summary>
/// <remarks>
/// Layout, little endian: heads; for each head its bias and the scales of its weights for words, structure and meaning, a float each, the calibration (Platt 1999) in them;
/// then the weights, bucket by bucket. A logit is bias + Σ over these kinds of scale · sum of weights / √(how many features).
/// </remarks>
internal sealed class WeightTable
{
    private const int RowsAtOnce = short.MaxValue / 128;

    private readonly float[] _biases;
    private readonly float[] _lexical;
    private readonly float[] _structural;
    private readonly float[] _meant;
    private readonly sbyte[] _weights;

    /// <exception cref="ArgumentException">The weights are not one for each bucket and head, or a row of them is no vector.</exception>
    public WeightTable(float[] biases, float[] lexical, float[] structural, float[] meant, sbyte[] weights)
    {
        // Sums read rows without looking where the weights end.
        if (biases.Length != Vector128<sbyte>.Count || weights.Length != biases.Length * FeatureBag.Buckets)
        {
            throw new ArgumentException(
                $"{weights.Length} weights for {biases.Length} heads: there must be {Vector128<sbyte>.Count} heads, and a weight of each for {FeatureBag.Buckets} buckets.", nameof(weights));
        }

        (_biases, _lexical, _structural, _meant, _weights) = (biases, lexical, structural, meant, weights);
    }

    public int Heads => _biases.Length;

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
            writer.Write(_biases[head]);
            writer.Write(_lexical[head]);
            writer.Write(_structural[head]);
            writer.Write(_meant[head]);
        }

        writer.Write(MemoryMarshal.AsBytes(_weights.AsSpan()));
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
            var logit = _biases[head] + (_lexical[head] * words[head] * wordNorm) + (_structural[head] * structure[head] * structureNorm) + (_meant[head] * meaning[head] * meaningNorm);
            probabilities[head] = 1 / (1 + MathF.Exp(-logit));
        }
    }

    public static float Norm(int features) => 1 / MathF.Sqrt(Math.Max(1, features));

    // A row is one vector; so many rows at a time, the sums of signed bytes fit into 16 bits.
    private void Sum(ReadOnlySpan<int> buckets, Span<int> sums)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(_weights);
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
