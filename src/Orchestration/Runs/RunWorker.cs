using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Conversations;
using Parley.Models;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Works on one run: puts the pipeline's events into the log and ends the turn, whatever happens, exactly once. It has the last word
/// on failures; a run whose lease is lost says nothing more.
/// </summary>
internal sealed class RunWorker(
    TurnStore turns, WithdrawnLogs withdrawn, TurnPipeline pipeline, GuardOutput guard, LogWriter writer, FeedHub feeds, RunStore runs, LiveStream live, Random random, IOptions<RunOptions> options,
    TimeProvider time, ILogger<RunWorker> logger)
{
    // A feed that nobody follows grows with the turns of its subject, and is cut with them.
    private const int TurnsBetweenTrims = 64;

    // The state of the message of an answer that came to its end.
    private const string Whole = "complete";

    /// <summary>From here on readers on this node know of a run, which has to be begun.</summary>
    public TurnFeed Announce(HeldRun held)
    {
        var feed = feeds.Join(held.Turn);
        if (!held.HadHolder && !held.WasTaken)
        {
            // Nothing was written before it.
            feed.GoLive(0, held.Fence);
        }

        return feed;
    }

    public Task RunAsync(ActiveRun active) => RunAsync(active, Announce(active.Held));

    /// <param name="feed">What <see cref="Announce"/> gave.</param>
    public async Task RunAsync(ActiveRun active, TurnFeed feed)
    {
        var held = active.Held;
        LogMetrics.RunStarted(held.HadHolder);
        Activity? span = null;
        try
        {
            if (await turns.LoadAsync(held, CancellationToken.None) is not { } loaded)
            {
                return;
            }

            if (held.HadHolder || held.WasTaken)
            {
                feed.GoLive(loaded.Newest, held.Fence);
            }

            using var log = new RunLog(held.Turn, held.Tenant, held.Fence, loaded.Key, loaded.Newest, writer, feed)
            {
                Followers = Feed.KeyOf(held.Tenant, loaded.Turn.Subject.Value),
            };
            if (held.IsUnwatched)
            {
                log.Gather(time);
            }

            span = TurnTrace.Begin(loaded, !held.HadHolder, log.Keep);
            await using var lost = log.Lost.Register(() => active.Stop(StopReason.LeaseLost));
            await WorkAsync(active, loaded, log);
        }
        catch (LeaseLostException)
        {
            logger.LeaseLost(held.Turn.Value);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The database could not even take the end: the lease lapses, and the next run tries again.
            logger.TurnBroke(held.Turn.Value, failure);
        }
        finally
        {
            feed.GoCold(held.Fence);
            feeds.Leave(held.Turn, feed);
            LogMetrics.RunEnded();
            span?.Dispose();
        }
    }

    private async Task WorkAsync(ActiveRun active, LoadedTurn loaded, RunLog log)
    {
        var end = active.Held.IsCancelRequested ? Cancelled(loaded.Turn)
            : active.Held.Attempt > options.Value.MostAttempts ? Interrupted(loaded.Turn)
            : await AnswerAsync(active, loaded, log);
        if (end is null)
        {
            return;
        }

        var stopped = CancellationToken.None;
        if (end.Waits)
        {
            await log.PutDownAsync(stopped);
            if (loaded.Turn.Draft.IsTakenBack)
            {
                await withdrawn.BlankAsync(loaded.Turn, loaded.Key, new(log.Fence, log.Newest, []), log.ShowAgain, stopped);
            }

            await turns.SuspendAsync(loaded.Turn, log.Fence, TimeSpan.FromSeconds(options.Value.ApprovalSeconds), stopped);
            return;
        }

        foreach (var told in end.MessageState == Whole ? [] : await guard.AtBreakAsync(loaded.Turn, stopped))
        {
            loaded.Turn.Draft.Apply(told);
            await log.AppendAsync(told, stopped);
        }

        var takesBack = loaded.Turn.Draft.IsTakenBack;
        var stand = !takesBack && log.TryGatherAll(loaded.Turn.Retrieval is null ? null : Retrieve.Step, out var gathered) ? gathered : await log.StandAsync(stopped);
        stand = takesBack ? await withdrawn.BlankAsync(loaded.Turn, loaded.Key, stand, log.ShowAgain, stopped) : stand;
        var entry = await turns.EndAsync(loaded.Turn, loaded.Key, stand, end.TurnState, end.MessageState, end.ToEvent, stopped);

        // Before it is shown: who waits for the end alone goes on at once, on this thread.
        Tell(loaded.Turn, end.TurnState);
        log.ShowEnd(stand, entry);
        if (!stand.IsWhole)
        {
            await turns.PackAsync(loaded.Turn.Tenant, loaded.Turn.Id, stopped);
        }

        if (random.Next(TurnsBetweenTrims) == 0)
        {
            await live.TrimAsync(loaded.Turn.Tenant, loaded.Turn.Subject.Value, stopped);
        }
    }

    private void Tell(Turn turn, string state)
    {
        LogMetrics.TurnEnded(state);
        Activity.Current?.SetTag(TurnTags.Outcome, state);
        TurnTags.Put(Activity.Current, turn.Arm);
        if (state is "failed" or "interrupted")
        {
            Activity.Current?.SetStatus(ActivityStatusCode.Error);
        }

        var took = time.GetUtcNow() - turn.AcceptedAt;
        var usage = turn.Draft.Usage;
        logger.TurnEnded(
            turn.Id.Value, state, took.TotalMilliseconds, turn.Tenant.Id.Value, turn.Deployment?.Name, turn.Attempts.Count,
            usage?.InputTokens ?? 0, usage?.OutputTokens ?? 0, usage?.Cost ?? "0");
    }

    /// <returns>How the turn ends; null when this run is no longer the one to say so.</returns>
    private async Task<End?> AnswerAsync(ActiveRun active, LoadedTurn loaded, RunLog log)
    {
        var turn = loaded.Turn;
        try
        {
            await foreach (var told in pipeline.RunAsync(turn, loaded.Kept, log.Keep, active.Stopping))
            {
                if (told is Ending ending)
                {
                    if (turn.AskedAt is { } asked)
                    {
                        turn.Timings["answer"] = time.GetElapsedTime(asked).TotalMilliseconds;
                    }

                    return ending.FinishReason is { } reason ? Completed(turn, reason, ending.StopSequence) : new("waiting", "running", _ => ending, Waits: true);
                }

                turn.Draft.Apply(told);
                await log.AppendAsync(told, active.Stopping);
            }

            throw new InvalidOperationException("The pipeline ended without an ending.");
        }
        catch (Exception) when (active.Reason != StopReason.None)
        {
            return await StoppedAsync(active, turn, log);
        }
        catch (ProviderException failure)
        {
            return Failed(turn, "provider_" + failure.Word, await guard.ShowAsync(failure.Message, turn.Tenant, CancellationToken.None), failure.RetryAfter);
        }
        catch (RefusedException refused)
        {
            return Failed(turn, refused.Refusal.Code, await guard.ShowAsync(refused.Refusal.Detail, turn.Tenant, CancellationToken.None), refused.Refusal.RetryAfter);
        }
        catch (Exception failure) when (failure is not (OutOfMemoryException or LeaseLostException or StorageUnavailableException))
        {
            logger.TurnBroke(turn.Id.Value, failure);
            return Failed(
                turn, "unexpected", "Something went wrong inside while the answer was made. Trying again may help; the operator finds the cause in the log under this turn's id.", null);
        }
    }

    private async Task<End?> StoppedAsync(ActiveRun active, Turn turn, RunLog log)
    {
        switch (active.Reason)
        {
            case StopReason.Cancelled:
                return Cancelled(turn);
            case StopReason.TimeLimit:
                return Failed(
                    turn, "time_limit", $"The answer was not finished within {options.Value.TimeLimitSeconds:0.#} s. What was written until then is kept.", null);
            case StopReason.HandedOver:
                await log.PutDownAsync(CancellationToken.None);
                await runs.ReleaseAsync(turn.Id, log.Fence, CancellationToken.None);
                return null;
            default:
                return null;
        }
    }

    private static End Completed(Turn turn, string reason, string? stopSequence) => new(
        "completed",
        Whole,
        message => new TurnCompleted(
            turn.Id, reason, message, turn.Draft.Usage ?? new(0, 0, 0, "0"), turn.Draft.Citations, turn.Knobs!.Knobs, turn.Knobs.Adjusted)
        {
            StopSequence = stopSequence,
            Thinking = turn.Draft.Thinking is { Count: > 0 } thoughts ? thoughts : null,
        });

    private static End Cancelled(Turn turn) => new("cancelled", "cancelled", message => new TurnCancelled(turn.Id, message));

    private static End Interrupted(Turn turn) => new(
        "interrupted",
        "interrupted",
        message => new TurnFailed(
            turn.Id, "interrupted", "The server stopped again and again while this was answered. What was written until then is kept.", null, message));

    private static End Failed(Turn turn, string code, string detail, TimeSpan? retryAfter) => new(
        "failed",
        "failed",
        message => new TurnFailed(turn.Id, code, detail, retryAfter?.TotalSeconds, message));

    private sealed record End(string TurnState, string MessageState, Func<Message, TurnEvent> ToEvent, bool Waits = false);
}
