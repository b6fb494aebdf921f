using System.Text.Json;
using System.Threading.Channels;

namespace Parley.Orchestration.Tests;

/// <summary>Somebody who follows what changes for a caller, in the background, until disposed.</summary>
internal sealed class Follower : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<LiveEvent> _told = Channel.CreateUnbounded<LiveEvent>();
    private readonly LiveReader _reader;
    private readonly Task _reading;

    private Follower(TurnHouse house, Caller caller, string? after, bool stays)
    {
        _reader = house.Get<LiveReaders>().Join(caller);
        _reading = Task.Run(async () =>
        {
            try
            {
                await foreach (var batch in house.Get<LiveStream>().FollowAsync(
                    caller, LivePosition.Parse(after), _reader, _ => ValueTask.FromResult(Access is { } access ? access(caller) : caller), stays, _stop.Token))
                {
                    foreach (var one in batch)
                    {
                        _told.Writer.TryWrite(one);
                    }
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The test has seen enough.
            }
            finally
            {
                _told.Writer.TryComplete();
            }
        });
    }

    /// <summary>The last place that an event named.</summary>
    public string? Position { get; private set; }

    /// <summary>What the caller may do by now; null for what they could from the beginning.</summary>
    public Func<Caller, Caller?>? Access { get; set; }

    /// <summary>Follows, and has read everything up to the start when this returns.</summary>
    public static async Task<Follower> StartAsync(TurnHouse house, Caller caller, string? after = null, bool stays = true)
    {
        var follower = new Follower(house, caller, after, stays);
        Assert.Equal("ready", (await follower.NextAsync()).Name);
        return follower;
    }

    public async Task<LiveEvent> NextAsync()
    {
        while (true)
        {
            var next = await _told.Reader.ReadAsync().AsTask().WaitAsync(Longest);
            Position = next.Position?.ToString() ?? Position;
            if (next.Name.Length > 0)
            {
                return next;
            }
        }
    }

    /// <summary>Reads on until one of that name came for which the condition holds.</summary>
    public async Task<JsonElement> NextAsync(string name, Func<JsonElement, bool>? isIt = null)
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.Name == name && JsonElement.Parse(next.Json) is var json && (isIt is null || isIt(json)))
            {
                return json;
            }
        }
    }

    /// <summary>Wakes the stream as news would.</summary>
    public void Wake() => _reader.WakeTwice();

    /// <returns>All that came until the stream ended by itself.</returns>
    public async Task<IReadOnlyList<LiveEvent>> ToEndAsync()
    {
        var all = new List<LiveEvent>();
        while (await _told.Reader.WaitToReadAsync().AsTask().WaitAsync(Longest))
        {
            while (_told.Reader.TryRead(out var one))
            {
                all.Add(one);
                Position = one.Position?.ToString() ?? Position;
            }
        }

        await _reading;
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        _reader.Dispose();
        _stop.Dispose();
    }
}
