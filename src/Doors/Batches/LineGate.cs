using Microsoft.Extensions.Options;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>The lane of batches on this node: only so many lines at a time, and none begins while others keep the node busy.</summary>
internal sealed class LineGate(NodeLoad load, IOptions<BatchOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _places = new(options.Value.LinesPerNode);
    private int _turns;

    /// <summary>Waits for a place; disposing what is returned leaves it.</summary>
    /// <param name="isTurn">Whether the line is answered by a turn of this node, which is then no reason to wait.</param>
    public async Task<IDisposable> EnterAsync(bool isTurn, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            while (load.Runs - Volatile.Read(ref _turns) > options.Value.GiveWayAbove)
            {
                await Task.Delay(LookAgain, time, cancellationToken);
            }
        }
        catch
        {
            _places.Release();
            throw;
        }

        Interlocked.Add(ref _turns, isTurn ? 1 : 0);
        return new Place(this, isTurn);
    }

    public void Dispose() => _places.Dispose();

    private void Leave(bool isTurn)
    {
        Interlocked.Add(ref _turns, isTurn ? -1 : 0);
        _places.Release();
    }

    private sealed class Place(LineGate gate, bool isTurn) : IDisposable
    {
        private LineGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave(isTurn);
    }
}
