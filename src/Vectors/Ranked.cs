using System.Runtime.CompilerServices;

namespace Parley.Vectors;

/// <summary>A slot with its distance as one number that is ordered as (distance, slot): ties are broken alike on every machine.</summary>
internal static class Ranked
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(float distance, int slot)
    {
        var bits = BitConverter.SingleToInt32Bits(distance);
        var ordered = (uint)(bits ^ ((bits >> 31) & 0x7fffffff)) ^ 0x80000000u;
        return ((ulong)ordered << 32) | (uint)slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Slot(ulong ranked) => (int)(uint)ranked;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Distance(ulong ranked)
    {
        var bits = (int)((uint)(ranked >> 32) ^ 0x80000000u);
        return BitConverter.Int32BitsToSingle(bits ^ ((bits >> 31) & 0x7fffffff));
    }
}

/// <summary>The nearest on top.</summary>
internal sealed class NearestHeap
{
    private ulong[] _items = new ulong[1024];

    public int Count { get; private set; }

    public ulong Top => _items[0];

    public void Clear() => Count = 0;

    public void Push(ulong item)
    {
        if (Count == _items.Length)
        {
            Array.Resize(ref _items, Count * 2);
        }

        var items = _items;
        var at = Count++;
        while (at > 0)
        {
            var parent = (at - 1) >> 1;
            if (items[parent] <= item)
            {
                break;
            }

            items[at] = items[parent];
            at = parent;
        }

        items[at] = item;
    }

    public ulong Pop()
    {
        var items = _items;
        var top = items[0];
        var last = items[--Count];
        var at = 0;
        for (var child = 1; child < Count; child = 2 * at + 1)
        {
            if (child + 1 < Count && items[child + 1] < items[child])
            {
                child++;
            }

            if (last <= items[child])
            {
                break;
            }

            items[at] = items[child];
            at = child;
        }

        items[at] = last;
        return top;
    }
}

/// <summary>The nearest of all that were offered, at most so many; the farthest of them on top.</summary>
internal sealed class NearestOf
{
    private ulong[] _items = new ulong[256];
    private int _capacity;

    public int Count { get; private set; }

    public bool IsFull => Count == _capacity;

    /// <summary>What does not beat this is not taken.</summary>
    public ulong Worst { get; private set; }

    public void Reset(int capacity)
    {
        if (_items.Length < capacity)
        {
            _items = new ulong[Math.Max(capacity, _items.Length * 2)];
        }

        (_capacity, Count, Worst) = (capacity, 0, ulong.MaxValue);
    }

    public void Offer(ulong item)
    {
        if (item >= Worst)
        {
            return;
        }

        if (Count < _capacity)
        {
            Rise(item);
        }
        else
        {
            Sink(item);
        }

        Worst = Count == _capacity ? _items[0] : ulong.MaxValue;
    }

    /// <summary>Nearest first; what is in it may be sorted away, so it is to be reset before the next use.</summary>
    public ReadOnlySpan<ulong> Sorted()
    {
        var items = _items.AsSpan(0, Count);
        items.Sort();
        return items;
    }

    private void Rise(ulong item)
    {
        var items = _items;
        var at = Count++;
        while (at > 0 && items[(at - 1) >> 1] is var parent && parent < item)
        {
            items[at] = parent;
            at = (at - 1) >> 1;
        }

        items[at] = item;
    }

    private void Sink(ulong item)
    {
        var items = _items;
        var at = 0;
        for (var child = 1; child < Count; child = 2 * at + 1)
        {
            if (child + 1 < Count && items[child + 1] > items[child])
            {
                child++;
            }

            if (item >= items[child])
            {
                break;
            }

            items[at] = items[child];
            at = child;
        }

        items[at] = item;
    }
}
