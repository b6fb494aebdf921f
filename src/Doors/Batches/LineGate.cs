using Microsoft.Extensions.Options;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>The lane of batches on this node: only so many lines at a time, and none begins while others keep the node busy.</summary>
internal sealed class LineGate(NodeLoad load, IOptions<BatchOptions> options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _places = new(options.Value.LinesPerNode);
    private int _inside;

    /// <summary>Waits for a place; disposing what is returned leaves it.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            while (load.Runs - Volatile.Read(ref _inside) > options.Value.GiveWayAbove)
            {
                await Task.Delay(LookAgain, time, cancellationToken);
            }
        }
        catch
        {
            _places.Release();
            throw;
        }

        Interlocked.Increment(ref _inside);
        return new Place(this);
    }

    public void Dispose() => _places.Dispose();

    private void Leave()
    {
        Interlocked.Decrement(ref _inside);
        _places.Release();
    }

    private sealed class Place(LineGate gate) : IDisposable
    {
        private LineGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
