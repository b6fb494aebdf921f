using System.Collections.Frozen;
using System.Text;

namespace Parley.Embedding;

/// <summary>Vectors of stems that were learned from text, and how common each stem is. The resource is written by <c>evals/Retrieval -- train</c>.</summary>
/// <remarks>Layout, little endian: words, dimensions; then for each word its UTF-8 length, its bytes, its commonness and its vector, one signed byte a number.</remarks>
internal sealed class WordVectors
{
    private readonly FrozenDictionary<string, int> _places;
    private readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly sbyte[] _vectors;
    private readonly float[] _weights;

    private WordVectors(Dictionary<string, int> places, sbyte[] vectors, float[] weights, int dimensions)
    {
        (_places, _vectors, _weights, Dimensions) = (places.ToFrozenDictionary(StringComparer.Ordinal), vectors, weights, dimensions);
        _bySpan = _places.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public static WordVectors BuiltIn { get; } = Load();

    public int Dimensions { get; }

    /// <summary>Adds a stem's vector, and tells what the stem weighs.</summary>
    /// <param name="sum">Receives the vector; shape [<see cref="Dimensions"/>].</param>
    /// <returns>0 for the commonest words to 1 for rare ones; 1 for a word that was never seen, which adds nothing.</returns>
    public float Add(ReadOnlySpan<char> stem, float times, Span<float> sum)
    {
        if (!_bySpan.TryGetValue(stem, out var place))
        {
            return 1;
        }

        var weight = _weights[place];
        var vector = _vectors.AsSpan(place * Dimensions, Dimensions);
        for (var i = 0; i < vector.Length; i++)
        {
            sum[i] += times * weight * vector[i] / sbyte.MaxValue;
        }

        return weight;
    }

    /// <returns>0 for the commonest words to 1 for rare ones; 1 for a word that was never seen.</returns>
    public float WeightOf(ReadOnlySpan<char> stem) => _bySpan.TryGetValue(stem, out var place) ? _weights[place] : 1;

    public static WordVectors Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        var (words, dimensions) = (reader.ReadInt32(), reader.ReadInt32());
        var places = new Dictionary<string, int>(words, StringComparer.Ordinal);
        var (vectors, weights) = (new sbyte[words * dimensions], new float[words]);
        for (var i = 0; i < words; i++)
        {
            places[Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadByte()))] = i;
            weights[i] = reader.ReadByte() / 255f;
            var row = reader.ReadBytes(dimensions);
            for (var j = 0; j < dimensions; j++)
            {
                vectors[(i * dimensions) + j] = (sbyte)row[j];
            }
        }

        return new(places, vectors, weights, dimensions);
    }

    private static WordVectors Load()
    {
        using var stream = typeof(WordVectors).Assembly.GetManifestResourceStream("words.bin")
            ?? throw new InvalidOperationException("The assembly lacks its word vectors.");
        return Read(stream);
    }
}
