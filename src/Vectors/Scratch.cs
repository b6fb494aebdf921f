using System.Runtime.InteropServices;

namespace Parley.Vectors;

/// <summary>What one walk needs to write on: which slots it has seen, its heaps, the query as rows.</summary>
internal sealed unsafe class Scratch : IDisposable
{
    private const int Alignment = 64;
    private ushort[] _seen = [];
    private ushort _walk;

    public Scratch(Shape shape)
    {
        Query = (float*)NativeMemory.AlignedAlloc((nuint)shape.VectorStride, Alignment);
        Code = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(shape.CodeStride, Alignment), Alignment);
    }

    ~Scratch() => Free();

    public float* Query { get; private set; }

    public byte* Code { get; private set; }

    public NearestHeap Open { get; } = new();

    public NearestOf Found { get; } = new();

    /// <summary>Neighbours that a walk is about to look at.</summary>
    public int[] Batch { get; } = new int[256];

    /// <summary>Begins a walk over so many slots.</summary>
    /// <returns>A mark per slot, and the mark that means "seen".</returns>
    public ushort[] Begin(int slots, out ushort mark)
    {
        if (_seen.Length < slots)
        {
            _seen = new ushort[slots + slots / 2 + 64];
            _walk = 0;
        }

        if (++_walk == 0)
        {
            Array.Clear(_seen);
            _walk = 1;
        }

        mark = _walk;
        Open.Clear();
        return _seen;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(Query);
        NativeMemory.AlignedFree(Code);
        Query = null;
        Code = null;
    }
}
