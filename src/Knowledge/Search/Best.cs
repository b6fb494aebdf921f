namespace Parley.Knowledge.Search;

/// <summary>Keeps the best of what is offered: by score, then by namespace and by the order of ingestion.</summary>
internal sealed class Best(int most)
{
    private static readonly Comparer<Ranked> WorstFirst = Comparer<Ranked>.Create(static (left, right) =>
    {
        var byScore = left.Score.CompareTo(right.Score);
        var byName = byScore != 0 ? byScore : string.CompareOrdinal(right.Namespace, left.Namespace);
        return byName != 0 ? byName : right.Chunk.CompareTo(left.Chunk);
    });

    private readonly PriorityQueue<Ranked, Ranked> _kept = new(WorstFirst);

    /// <summary>Nothing below this gets in.</summary>
    public double Least { get; private set; } = double.NegativeInfinity;

    public void Offer(Ranked ranked)
    {
        if (_kept.Count < most)
        {
            _kept.Enqueue(ranked, ranked);
        }
        else
        {
            _kept.EnqueueDequeue(ranked, ranked);
        }

        Least = _kept.Count < most ? Least : _kept.Peek().Score;
    }

    /// <summary>The best first. Empties it.</summary>
    public IReadOnlyList<Ranked> InOrder()
    {
        var kept = new List<Ranked>(_kept.Count);
        while (_kept.TryDequeue(out var ranked, out _))
        {
            kept.Add(ranked);
        }

        kept.Reverse();
        return kept;
    }
}
