using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Parley.Vectors;

/// <summary>
/// Rows of one size, in pages: those of a mapped file first, then pages of our own memory. A row never moves, so readers may hold its
/// address while the one writer appends.
/// </summary>
internal sealed unsafe class PagedRows(int stride) : IDisposable
{
    public const int PageShift = 12;
    public const int PageRows = 1 << PageShift;
    private const int Alignment = 64;

    private readonly List<nint> _owned = [];
    private byte** _table;
    private int _tableSize;
    private int _pages;

    public int Stride => stride;

    /// <summary>Bytes of memory that are not of a file.</summary>
    public long OwnedBytes => (long)_pages * PageRows * stride - MappedBytes;

    public long MappedBytes { get; private set; }

    public RowTable Table => new(_table, stride);

    public byte* this[int row] => Table[row];

    /// <summary>Takes rows that lie one behind the other. Those of the last page that is not full are copied, so that it can be filled.</summary>
    public void Attach(byte* rows, int count)
    {
        var whole = count >> PageShift;
        for (var page = 0; page < whole; page++)
        {
            Append(rows + (long)page * PageRows * stride);
        }

        MappedBytes = (long)whole * PageRows * stride;
        var rest = count - (whole << PageShift);
        if (rest > 0)
        {
            Reserve(count);
            Buffer.MemoryCopy(rows + MappedBytes, _table[whole], (long)PageRows * stride, (long)rest * stride);
        }
    }

    /// <summary>Makes sure that there is room for so many rows; new room is zero.</summary>
    public void Reserve(int count)
    {
        while ((long)_pages << PageShift < count)
        {
            var bytes = (nuint)PageRows * (nuint)stride;
            // Zeroed by the system where it is first touched: a small index does not pay for its whole page.
            var page = (nint)NativeMemory.AllocZeroed(bytes + Alignment);
            _owned.Add(page);
            Append((byte*)((page + Alignment - 1) & -Alignment));
        }
    }

    /// <summary>Writes the rows one behind the other.</summary>
    public void WriteTo(Stream stream, int from, int to)
    {
        while (from < to)
        {
            var rows = Math.Min(to - from, PageRows - (from & (PageRows - 1)));
            stream.Write(new ReadOnlySpan<byte>(this[from], rows * stride));
            from += rows;
        }
    }

    public void Dispose()
    {
        foreach (var page in _owned)
        {
            NativeMemory.Free((void*)page);
        }

        _owned.Clear();
        _table = null;
        _pages = 0;
    }

    // A table that has become too small stays until the end: a reader may be walking along it.
    private void Append(byte* page)
    {
        if (_pages == _tableSize)
        {
            var size = Math.Max(16, _tableSize * 2);
            var table = (byte**)NativeMemory.Alloc((nuint)(size * sizeof(byte*)));
            new Span<nint>(_table, _pages).CopyTo(new Span<nint>(table, size));
            _owned.Add((nint)table);
            table[_pages++] = page;
            _tableSize = size;
            Thread.MemoryBarrier();
            _table = table;
            return;
        }

        _table[_pages++] = page;
    }
}

/// <summary>Where the rows lie, as a walk takes it along.</summary>
internal readonly unsafe struct RowTable(byte** pages, int stride)
{
    public byte* this[int row]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => pages[row >> PagedRows.PageShift] + (nint)(row & (PagedRows.PageRows - 1)) * stride;
    }
}
