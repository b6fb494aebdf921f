using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Parley.Orchestration;

/// <summary>What this room measures of itself, under the meter and source <c>Parley.Orchestration</c>.</summary>
internal static class LogMetrics
{
    public const string Name = "Parley.Orchestration";

    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Commits = Meter.CreateCounter<long>("parley.log.commits", description: "Group commits of the log.");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("parley.log.rows", description: "Rows written by those commits.");
    private static readonly Histogram<double> CommitTime = Meter.CreateHistogram<double>("parley.log.commit.duration", "s", "How long a commit of the log took.");
    private static readonly Counter<long> Ended = Meter.CreateCounter<long>("parley.turns.ended", description: "Turns by their terminal state.");
    private static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>("parley.runs.active", description: "Runs that this node works on.");
    private static readonly Counter<long> Resumed = Meter.CreateCounter<long>("parley.runs.resumed", description: "Runs taken over after a lease lapsed.");
    private static readonly Histogram<double> Prelude = Meter.CreateHistogram<double>(
        "parley.turn.prelude.duration", "s", "From the arrival of a message to the call of the model.");

    private static readonly Counter<long> Reused = Meter.CreateCounter<long>("parley.answers.reused", description: "Answers that were given again, by kind.");

    public static ActivitySource Source { get; } = new(Name);

    public static void Committed(int rows, TimeSpan took)
    {
        Commits.Add(1);
        Rows.Add(rows);
        CommitTime.Record(took.TotalSeconds);
    }

    public static void TurnEnded(string state) => Ended.Add(1, new KeyValuePair<string, object?>("state", state));

    public static void RunStarted(bool resumed)
    {
        Running.Add(1);
        if (resumed)
        {
            Resumed.Add(1);
        }
    }

    public static void AnswerReused(string kind) => Reused.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public static void RunEnded() => Running.Add(-1);

    public static void ModelAsked(TimeSpan sinceAccept) => Prelude.Record(sinceAccept.TotalSeconds);
}
