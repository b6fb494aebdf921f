namespace Parley.Vectors;

/// <summary>
/// The vectors, their entries and the lists of neighbours on all layers. One writer changes it while readers walk: a list is a fixed
/// number of slots, ended by <see cref="None"/>, and each is written as a whole, so that a reader meets old neighbours or new ones.
/// </summary>
internal sealed unsafe class Graph : IDisposable
{
    public const int None = -1;
    public const int HighestLayer = 24;

    private readonly IDisposable[] _mapped;
    private int _count;
    private long _entryPoint = -1;
    private int _users = 1;

    public Graph(Shape shape, params IDisposable[] mapped)
    {
        Shape = shape;
        _mapped = mapped;
        Vectors = new PagedRows(shape.VectorStride);
        Codes = shape.HasCodes ? new PagedRows(shape.CodeStride) : Vectors;
        Links = new PagedRows(shape.LinkStride);
        Entries = new PagedRows(sizeof(Entry));
        Upper = new PagedRows(shape.UpperStride);
    }

    public Shape Shape { get; }

    public PagedRows Vectors { get; }

    public PagedRows Codes { get; }

    public PagedRows Links { get; }

    public PagedRows Entries { get; }

    /// <summary>The upper layers: of each vector that stands there a list whose first number is its highest layer, then its list on layer 1, 2 …</summary>
    public PagedRows Upper { get; }

    /// <summary>Lists used in <see cref="Upper"/>; the first is nobody's.</summary>
    public int UpperCount { get; set; } = 1;

    /// <summary>Vectors, removed ones too.</summary>
    public int Count { get => Volatile.Read(ref _count); set => Volatile.Write(ref _count, value); }

    /// <summary>Vectors that were removed.</summary>
    public int Dead { get; set; }

    public LabelCounts Labels { get; } = new();

    /// <summary>Where every walk begins, and on which layer; slot −1 while there is none.</summary>
    public (int Slot, int Layer) EntryPoint
    {
        get => Volatile.Read(ref _entryPoint) is var packed and >= 0 ? ((int)packed, (int)(packed >> 32)) : (None, 0);
        set => Volatile.Write(ref _entryPoint, value.Slot < 0 ? -1 : ((long)value.Layer << 32) | (uint)value.Slot);
    }

    public Entry* EntryOf(int slot) => (Entry*)Entries[slot];

    public int LayerOf(int slot) => EntryOf(slot)->Upper is var upper and > 0 ? Math.Clamp(*(int*)Upper[upper], 1, HighestLayer) : 0;

    /// <summary>The list of a vector on a layer.</summary>
    public int* ListOf(int slot, int layer) => layer == 0 ? (int*)Links[slot] : (int*)Upper[EntryOf(slot)->Upper + layer];

    public int DegreeOf(int layer) => layer == 0 ? Shape.LowestDegree : Shape.Options.Neighbours;

    /// <summary>Gives the vector its empty lists.</summary>
    public void AddLists(int slot, int layer)
    {
        Links.Reserve(slot + 1);
        new Span<int>(Links[slot], Shape.LowestDegree).Fill(None);
        if (layer == 0)
        {
            return;
        }

        var first = UpperCount;
        Upper.Reserve(first + layer + 1);
        for (var i = 0; i <= layer; i++)
        {
            new Span<int>(Upper[first + i], Shape.Options.Neighbours).Fill(None);
        }

        *(int*)Upper[first] = layer;
        UpperCount = first + layer + 1;
        EntryOf(slot)->Upper = first;
    }

    public static int LengthOf(int* list, int degree)
    {
        var length = 0;
        while (length < degree && list[length] >= 0)
        {
            length++;
        }

        return length;
    }

    /// <summary>Writes a list so that a reader who is in it meets slots that were or are its neighbours.</summary>
    public static void Write(int* list, int degree, ReadOnlySpan<int> neighbours)
    {
        // What the neighbours are must be seen before they are.
        Thread.MemoryBarrier();
        for (var i = 0; i < degree; i++)
        {
            list[i] = i < neighbours.Length ? neighbours[i] : None;
        }
    }

    /// <returns>False when the graph is on its way out: its successor must be asked.</returns>
    public bool TryEnter()
    {
        var users = Volatile.Read(ref _users);
        while (users > 0)
        {
            var seen = Interlocked.CompareExchange(ref _users, users + 1, users);
            if (seen == users)
            {
                return true;
            }

            users = seen;
        }

        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            Free();
        }
    }

    /// <summary>The owner lets go. The memory goes with the last reader.</summary>
    public void Dispose() => Leave();

    private void Free()
    {
        Vectors.Dispose();
        if (Shape.HasCodes)
        {
            Codes.Dispose();
        }

        Links.Dispose();
        Entries.Dispose();
        Upper.Dispose();
        foreach (var mapped in _mapped)
        {
            mapped.Dispose();
        }
    }
}
