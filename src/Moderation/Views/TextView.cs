using System.Buffers;

namespace Parley.Moderation;

/// <summary>One way to read a text: folded characters, each with the part of the original that it stands for. Its arrays are rented.</summary>
internal sealed class TextView(ViewKind kind, int capacity) : IDisposable
{
    private char[] _chars = ArrayPool<char>.Shared.Rent(Math.Max(16, capacity));
    private int[] _starts = ArrayPool<int>.Shared.Rent(Math.Max(16, capacity));
    private int[] _ends = ArrayPool<int>.Shared.Rent(Math.Max(16, capacity));
    private int _room = Math.Max(16, capacity);

    public ViewKind Kind => kind;

    public int Length { get; private set; }

    public ReadOnlySpan<char> Chars => _chars.AsSpan(0, Length);

    public char this[int index]
    {
        get => _chars[index];
        set => _chars[index] = value;
    }

    /// <summary>Where the original of a character begins, in UTF-16 units.</summary>
    public int StartOf(int index) => _starts[index];

    /// <summary>Where the original of a character ends, exclusive.</summary>
    public int EndOf(int index) => _ends[index];

    public void Add(char c, int start, int end)
    {
        if (Length == _room)
        {
            Grow(ref _chars);
            Grow(ref _starts);
            Grow(ref _ends);
            _room *= 2;
        }

        (_chars[Length], _starts[Length], _ends[Length]) = (c, start, end);
        Length++;
    }

    public void Copy(TextView from, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            Add(from[i], from.StartOf(i), from.EndOf(i));
        }
    }

    /// <summary>Makes the last character stand for what follows it too.</summary>
    public void Widen(int end) => _ends[Length - 1] = end;

    /// <summary>The part of the original that a part of this view stands for, from its first character to its last; a view may turn around each of its lines.</summary>
    public (int Start, int End) Origin(int start, int end)
    {
        var (from, to) = (_starts[start], _ends[start]);
        for (var i = start + 1; i < end; i++)
        {
            (from, to) = (Math.Min(from, _starts[i]), Math.Max(to, _ends[i]));
        }

        return (from, to);
    }

    /// <summary>This view was made of <paramref name="inner"/>: its places become places of the original.</summary>
    public void Through(TextView inner)
    {
        for (var i = 0; i < Length; i++)
        {
            (_starts[i], _ends[i]) = (inner.StartOf(_starts[i]), inner.EndOf(Math.Max(_starts[i], _ends[i] - 1)));
        }
    }

    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(_chars);
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_ends);
        (_chars, _starts, _ends, Length, _room) = ([], [], [], 0, 0);
    }

    private void Grow<T>(ref T[] array)
    {
        var wider = ArrayPool<T>.Shared.Rent(Length * 2);
        array.AsSpan(0, Length).CopyTo(wider);
        ArrayPool<T>.Shared.Return(array);
        array = wider;
    }
}
