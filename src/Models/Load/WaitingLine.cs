namespace Parley.Models;

/// <summary>
/// The calls that wait, in the order of their turns: those of a higher lane first, within a lane by turns as the weights of their tenants
/// say, so that one who asks much does not hold up one who asks little. Not safe for several threads.
/// </summary>
/// <remarks>Start-time fair queueing: P. Goyal, H. Vin and H. Cheng (1996), with one unit of work for each call.</remarks>
internal sealed class WaitingLine
{
    /// <summary>One place in so many goes to a lower lane that waits, so that it comes to its turn some day.</summary>
    private const int LowerLaneEvery = 20;
    private const int MostTurns = 10_000;

    private readonly SortedSet<QueueTicket> _waiting = new(ByTurn);
    private readonly Dictionary<(string Tenant, Lane Lane), double> _turns = [];
    private double _virtual;
    private long _numbers;
    private long _served;

    private static Comparer<QueueTicket> ByTurn { get; } = Comparer<QueueTicket>.Create((one, other) =>
        (one.Lane, one.Turn, one.Number).CompareTo((other.Lane, other.Turn, other.Number)));

    public int Count => _waiting.Count;

    /// <summary>The one that goes last; null when nobody waits.</summary>
    public QueueTicket? Last => _waiting.Max;

    public void Add(QueueTicket ticket)
    {
        var of = (ticket.Tenant.Id.Value, ticket.Lane);
        ticket.Number = ++_numbers;
        ticket.Turn = Math.Max(_virtual, LastTurn(of));
        _turns[of] = ticket.Turn + (1 / ticket.Weight);
        _waiting.Add(ticket);
    }

    /// <returns>Whose turn it is; null when there is nobody who may have a place.</returns>
    public QueueTicket? Next(Func<QueueTicket, bool> mayHaveIt) => _waiting.Count == 0 ? null
        : (_served % LowerLaneEvery == LowerLaneEvery - 1 ? OfLowerLane(mayHaveIt) : null) ?? _waiting.FirstOrDefault(mayHaveIt);

    /// <summary>Takes the ticket out that has its place now.</summary>
    public void Serve(QueueTicket ticket)
    {
        _waiting.Remove(ticket);
        _served++;
        _virtual = Math.Max(_virtual, ticket.Turn);
    }

    /// <summary>Takes a ticket out that was not served: it owes nothing for a turn that it did not have.</summary>
    /// <returns>Whether it waited.</returns>
    public bool TakeOut(QueueTicket ticket)
    {
        if (!_waiting.Remove(ticket))
        {
            return false;
        }

        var of = (ticket.Tenant.Id.Value, ticket.Lane);
        _turns[of] = _turns.GetValueOrDefault(of) - (1 / ticket.Weight);
        return true;
    }

    /// <summary>Where a ticket stands, from 1, and how many tokens are asked for up to it; null once it waits no more.</summary>
    /// <param name="mostEach">More of one call does not count.</param>
    public (int Position, long Tokens)? StandingOf(QueueTicket ticket, long mostEach)
    {
        if (!_waiting.Contains(ticket))
        {
            return null;
        }

        var (position, tokens) = (0, 0L);
        foreach (var other in _waiting)
        {
            position++;
            tokens += Math.Min(other.Tokens, mostEach);
            if (other == ticket)
            {
                break;
            }
        }

        return (position, tokens);
    }

    /// <summary>The first of the lanes below the highest, each lane in its turn.</summary>
    private QueueTicket? OfLowerLane(Func<QueueTicket, bool> mayHaveIt)
    {
        var (highest, turn) = (_waiting.Min!.Lane, (_served / LowerLaneEvery % 2) == 0 ? Lane.Batch : Lane.Background);
        return _waiting.FirstOrDefault(ticket => ticket.Lane > highest && ticket.Lane == turn && mayHaveIt(ticket))
            ?? _waiting.FirstOrDefault(ticket => ticket.Lane > highest && mayHaveIt(ticket));
    }

    private double LastTurn((string Tenant, Lane Lane) of)
    {
        if (_turns.Count >= MostTurns)
        {
            // Who is not ahead of the others is as good as new when it comes again.
            foreach (var (idle, _) in _turns.Where(one => one.Value <= _virtual).ToList())
            {
                _turns.Remove(idle);
            }
        }

        return _turns.GetValueOrDefault(of);
    }
}
