namespace Parley.Vectors;

/// <summary>How the rows of an index lie in memory and in its files, and how a vector becomes a row.</summary>
internal sealed unsafe class Shape
{
    private readonly VectorIndexOptions _options;

    public Shape(VectorIndexOptions options)
    {
        _options = options;
        Padded = Up(options.Dimensions, Kernels.FloatBlock);
        PaddedBytes = Up(options.Dimensions, Kernels.ByteBlock);
        Words = Up(options.Dimensions, 64) / 64;
        CodeStride = options.Quantization switch
        {
            Quantization.Int8 => Up(PaddedBytes + 2 * sizeof(float), 32),
            Quantization.Binary => Words * sizeof(ulong),
            _ => 0,
        };
    }

    public VectorIndexOptions Options => _options;

    /// <summary>Floats in a row of the full vectors.</summary>
    public int Padded { get; }

    public int PaddedBytes { get; }

    public int Words { get; }

    /// <summary>Bytes of a full vector.</summary>
    public int VectorStride => Padded * sizeof(float);

    /// <summary>Bytes of a code; 0 without quantization.</summary>
    public int CodeStride { get; }

    public bool HasCodes => CodeStride != 0;

    /// <summary>Neighbours on the lowest layer.</summary>
    public int LowestDegree => _options.Neighbours * 2;

    public int LinkStride => LowestDegree * sizeof(int);

    /// <summary>Bytes of a list of neighbours on an upper layer.</summary>
    public int UpperStride => _options.Neighbours * sizeof(int);

    /// <summary>Writes the vector as a row: padded with zeros and, for the cosine, of length 1.</summary>
    /// <returns>False when the vector has no direction: then nothing is near it.</returns>
    /// <exception cref="ArgumentException">Another number of dimensions, or a component that is no finite number.</exception>
    public bool TryWrite(ReadOnlySpan<float> vector, float* row)
    {
        if (vector.Length != _options.Dimensions)
        {
            throw new ArgumentException($"The index has {_options.Dimensions} dimensions, the vector {vector.Length}.");
        }

        var square = 0.0;
        foreach (var component in vector)
        {
            square += (double)component * component;
        }

        if (!double.IsFinite(square))
        {
            throw new ArgumentException("A component of the vector is not a finite number.");
        }

        if (_options.Metric == Metric.Cosine && square == 0)
        {
            return false;
        }

        var factor = _options.Metric == Metric.Cosine ? 1 / Math.Sqrt(square) : 1;
        for (var i = 0; i < vector.Length; i++)
        {
            row[i] = (float)(vector[i] * factor);
        }

        new Span<float>(row + vector.Length, Padded - vector.Length).Clear();
        return true;
    }

    /// <summary>Writes the code of a full row.</summary>
    public void Encode(float* row, byte* code)
    {
        new Span<byte>(code, CodeStride).Clear();
        if (_options.Quantization == Quantization.Int8)
        {
            EncodeInt8(row, (sbyte*)code, (float*)(code + PaddedBytes));
        }
        else if (_options.Quantization == Quantization.Binary)
        {
            for (var i = 0; i < _options.Dimensions; i++)
            {
                ((ulong*)code)[i >> 6] |= row[i] > 0 ? 1UL << i : 0;
            }
        }
    }

    private void EncodeInt8(float* row, sbyte* code, float* tail)
    {
        var largest = 0f;
        for (var i = 0; i < _options.Dimensions; i++)
        {
            largest = Math.Max(largest, Math.Abs(row[i]));
        }

        var scale = largest / 127;
        for (var i = 0; i < _options.Dimensions; i++)
        {
            code[i] = scale == 0 ? (sbyte)0 : (sbyte)Math.Clamp(MathF.Round(row[i] / scale), -127, 127);
        }

        tail[0] = scale;
        tail[1] = Kernels.Dot(row, row, Padded);
    }

    private static int Up(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
