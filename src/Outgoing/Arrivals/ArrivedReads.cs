namespace Parley.Outgoing;

/// <summary>
/// Reads that ended at the same time. The pool's threads take them from here one after the other: as a work item each they would be queued one by one, and
/// wake a thread each, which finds one of them and sleeps again.
/// </summary>
internal sealed class ArrivedReads : IThreadPoolWorkItem
{
    private const int MostInARow = 32;

    private readonly List<(ArrivalStream Stream, ArrivalStream.Came Read)> _reads = [];
    private int _taken;

    public int Count => _reads.Count;

    public void Add(ArrivalStream stream, ArrivalStream.Came read) => _reads.Add((stream, read));

    /// <summary>Has all of them go on; nothing is added any more.</summary>
    public void Queue() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    public void Execute()
    {
        // Where one of them takes long, another thread goes on with the others.
        if (Volatile.Read(ref _taken) + 1 < Count)
        {
            Queue();
        }

        // And after some of them what they left to do on this thread has its turn.
        for (int index, left = MostInARow; left > 0 && (index = Interlocked.Increment(ref _taken) - 1) < Count; left--)
        {
            var (stream, read) = _reads[index];
            stream.End(read, isOnPool: true);
        }
    }
}
