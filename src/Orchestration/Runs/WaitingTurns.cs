using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Turns that were accepted here while no node had room for them. Whoever follows one is told where it stands until a node takes it. What
/// is told stands in the log as all else, so the taker goes on after it.
/// </summary>
internal sealed class WaitingTurns(RunLine line, Sealer sealer, LogWriter writer, FeedHub feeds, TimeProvider time, ILogger<WaitingTurns> logger)
{
    /// <summary>Beyond so many nobody is told: those would wait for longer than anybody looks on.</summary>
    private const int MostTold = 10_000;
    private const double Newest = 0.3;

    // The further back, the coarser: a queue of thousands does not write thousands of rows for each that goes.
    private const double Step = 0.1;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TurnId, Waiting> _waiting = new();
    private long _toldAt = time.GetTimestamp();
    private double? _servedPerSecond;

    public void Add(TurnId turn, TenantScope tenant, SubjectId subject)
    {
        if (_waiting.Count < MostTold)
        {
            _waiting.TryAdd(turn, new(tenant, subject, time.GetTimestamp()));
        }
    }

    /// <summary>Tells those who still wait, once in a second; forgets the others.</summary>
    public async Task TellAsync(CancellationToken cancellationToken)
    {
        var passed = time.GetElapsedTime(_toldAt);
        if (_waiting.IsEmpty || passed < Every)
        {
            return;
        }

        // What another node takes at once has not waited.
        _toldAt = time.GetTimestamp();
        var mine = _waiting.Where(one => time.GetElapsedTime(one.Value.Since) >= Every).ToArray();
        if (mine.Length == 0)
        {
            return;
        }

        var positions = await line.PositionsAsync([.. mine.Select(one => one.Key)], cancellationToken);
        Learn([.. mine.Where(one => one.Value.Position > 0 && positions.ContainsKey(one.Key)).Select(one => one.Value.Position - positions[one.Key])], passed);
        foreach (var (turn, waiting) in mine)
        {
            if (positions.TryGetValue(turn, out var position))
            {
                waiting.Position = position;
                try
                {
                    await TellAsync(turn, waiting, cancellationToken);
                }
                catch (Exception failure) when (failure is not (OutOfMemoryException or OperationCanceledException or StorageUnavailableException))
                {
                    // Such as one that was erased meanwhile: the others are told.
                    logger.WaitingNotTold(turn.Value, failure);
                    Forget(turn, waiting);
                }
            }
            else
            {
                Forget(turn, waiting);
            }
        }
    }

    private async Task TellAsync(TurnId turn, Waiting waiting, CancellationToken cancellationToken)
    {
        waiting.Feed ??= feeds.Join(turn);
        if (waiting.Feed.Readers < 2 || waiting.Log is { IsClosed: true } || Math.Abs(waiting.Told - waiting.Position) < Math.Max(1, waiting.Told * Step))
        {
            return;
        }

        waiting.Log ??= new(
            turn, waiting.Tenant.Id, RunStore.NobodysFence, await sealer.KeyAsync(waiting.Tenant.Id, waiting.Subject.Value, cancellationToken), 0, writer, waiting.Feed);
        waiting.Told = waiting.Position;
        await waiting.Log.AppendAsync(
            new QueuePosition(waiting.Position, _servedPerSecond is { } pace ? Math.Ceiling(waiting.Position / pace) : null), cancellationToken);
    }

    private void Forget(TurnId turn, Waiting waiting)
    {
        if (_waiting.TryRemove(turn, out _))
        {
            waiting.Log?.Dispose();
            if (waiting.Feed is { } feed)
            {
                feeds.Leave(turn, feed);
            }
        }
    }

    private void Learn(IReadOnlyList<int> steps, TimeSpan passed)
    {
        if (steps.Count > 0 && steps.Average() / passed.TotalSeconds is > 0 and var pace)
        {
            _servedPerSecond = _servedPerSecond is { } before ? before + (Newest * (pace - before)) : pace;
        }
    }

    private sealed class Waiting(TenantScope tenant, SubjectId subject, long since)
    {
        public long Since => since;

        public TenantScope Tenant => tenant;

        public SubjectId Subject => subject;

        public TurnFeed? Feed { get; set; }

        public RunLog? Log { get; set; }

        public int Position { get; set; }

        public int Told { get; set; }
    }
}
