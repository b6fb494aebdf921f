using System.Runtime.InteropServices;

namespace Parley.Redaction.Tagging;

/// <summary>The weights of the tagger: one byte for each feature and tag. Written by <c>evals/Redaction -- train</c>; MODEL.md says from what.</summary>
/// <param name="Scales">What a weight of 1 is worth, for each tag.</param>
/// <param name="Weights">Shape [features, tags], row-major.</param>
internal sealed record TaggerModel(float[] Scales, sbyte[] Weights)
{
    public const int Tags = 9;

    private const uint Version = 0x31544450;

    private static readonly Lazy<TaggerModel> Shipped = new(Load);

    public static TaggerModel BuiltIn => Shipped.Value;

    /// <summary>The likelihoods of the tags, from features.</summary>
    public void Score(ReadOnlySpan<int> features, Span<float> tags)
    {
        Span<int> sums = stackalloc int[Tags];
        sums.Clear();
        foreach (var feature in features)
        {
            var row = Weights.AsSpan(feature * Tags, Tags);
            for (var tag = 0; tag < Tags; tag++)
            {
                sums[tag] += row[tag];
            }
        }

        for (var tag = 0; tag < Tags; tag++)
        {
            tags[tag] = sums[tag] * Scales[tag];
        }

        Softmax(tags);
    }

    public static void Softmax(Span<float> tags)
    {
        var (most, sum) = (float.MinValue, 0f);
        foreach (var tag in tags)
        {
            most = Math.Max(most, tag);
        }

        foreach (ref var tag in tags)
        {
            tag = MathF.Exp(tag - most);
            sum += tag;
        }

        foreach (ref var tag in tags)
        {
            tag /= sum;
        }
    }

    public static TaggerModel Read(Stream stream)
    {
        using var reader = new BinaryReader(stream);
        if (reader.ReadUInt32() != Version)
        {
            throw new InvalidDataException("This is no model of the tagger, or one of another version: train it anew.");
        }

        var scales = new float[Tags];
        for (var tag = 0; tag < Tags; tag++)
        {
            scales[tag] = reader.ReadSingle();
        }

        var weights = new sbyte[Features.Buckets * Tags];
        stream.ReadExactly(MemoryMarshal.AsBytes(weights.AsSpan()));
        return new(scales, weights);
    }

    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream);
        writer.Write(Version);
        foreach (var scale in Scales)
        {
            writer.Write(scale);
        }

        writer.Write(MemoryMarshal.AsBytes(Weights.AsSpan()));
    }

    private static TaggerModel Load()
    {
        using var stream = typeof(TaggerModel).Assembly.GetManifestResourceStream("tagger.bin")
            ?? throw new InvalidOperationException("The assembly lacks what was learned to tag names and addresses.");
        return Read(stream);
    }
}
