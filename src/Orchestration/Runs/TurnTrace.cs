using System.Diagnostics;
using System.Text.Json;

namespace Parley.Orchestration;

/// <summary>
/// The trace of a turn: begun by the request that sent it and kept with the turn, so that whoever works on it later, on whatever node,
/// goes on in the same trace.
/// </summary>
internal static class TurnTrace
{
    /// <summary>Under this name the first run leaves its place in the trace to those that may have to follow it.</summary>
    private const string Kept = "trace";

    /// <summary>The span of one run, which is the current one until it is disposed. There is one even when nobody listens: logs and the ledger name its trace.</summary>
    public static Activity Begin(LoadedTurn loaded, bool isFirst, Action<string, byte[]> keep)
    {
        var (turn, accepted) = (loaded.Turn, loaded.Turn.TraceParent);
        ActivityContext.TryParse(accepted, null, isRemote: true, out var parent);
        var span = LogMetrics.Source.StartActivity("run", ActivityKind.Consumer, parent, links: FormerRun(loaded)) ?? Silent(accepted);
        span.SetTag(TurnTags.Turn, turn.Id.Value);
        span.SetTag("parley.run.attempt", turn.Attempt);
        if (isFirst && span.Recorded)
        {
            keep(Kept, JsonSerializer.SerializeToUtf8Bytes(span.Id));
        }

        return span;
    }

    /// <summary>The trace's own id, 32 hexadecimal digits; null when the turn was accepted outside of any.</summary>
    public static string? IdOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, out var context) ? context.TraceId.ToHexString() : null;

    private static IEnumerable<ActivityLink>? FormerRun(LoadedTurn loaded) =>
        loaded.Kept.TryGet(Kept, out var former) && ActivityContext.TryParse(former.GetString(), null, isRemote: true, out var place)
            ? [new ActivityLink(place)]
            : null;

    private static Activity Silent(string? parent)
    {
        var span = new Activity("run");
        return (parent is null ? span : span.SetParentId(parent)).Start();
    }
}
