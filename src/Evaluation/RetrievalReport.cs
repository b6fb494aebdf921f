using System.Globalization;

namespace Parley.Evaluation;

/// <summary>A set with both searches that were asked its questions.</summary>
public sealed record ReportRow(RetrievalSet Set, RetrievalRun Baseline, RetrievalRun Ours)
{
    /// <summary>Ours minus the baseline.</summary>
    /// <param name="measure">One of <see cref="RetrievalMeasures.All"/>.</param>
    public Difference AgainstBaseline(string measure, Random random) =>
        Ours.Against(Baseline, RetrievalMeasures.All.Single(known => known.Name == measure).Of, random);
}

/// <summary>Writes runs as tables of Markdown.</summary>
public static class RetrievalReport
{
    /// <summary>The measures that runs are compared by.</summary>
    public static IReadOnlyList<string> Compared { get; } = ["recall@5", "MRR@10", "nDCG@10"];

    /// <summary>Measures, differences from the baseline and, where there is one, from the accepted run.</summary>
    /// <param name="chance">Draws the resamples; one that begins anew each time makes reports comparable.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<ReportRow> rows, AcceptedRun? accepted, Func<Random> chance)
    {
        IEnumerable<string> lines = [.. Measures(rows), "", "Ours minus BM25, with the middle 95 % of the paired bootstrap:", "", .. Differences(rows, chance)];
        return accepted is null
            ? lines
            : [.. lines, "", "Ours minus the accepted run:", "", .. Differences(rows.Select(row => row.Ours), accepted, chance)];
    }

    /// <summary>Two rows for each set: the baseline and ours.</summary>
    public static IEnumerable<string> Measures(IReadOnlyList<ReportRow> rows)
    {
        yield return $"| set | documents | questions | search | {string.Join(" | ", RetrievalMeasures.All.Select(measure => measure.Name))} |";
        yield return $"|---|---|---|---|{string.Concat(RetrievalMeasures.All.Select(_ => "---|"))}";
        foreach (var row in rows.Where(row => row.Ours.Outcomes.Count > 0))
        {
            yield return $"| {row.Set.Name} | {row.Set.Documents.Count} | {row.Ours.Outcomes.Count} | BM25 | {Cells(row.Baseline.Mean)} |";
            yield return $"| | | | ours | {Cells(row.Ours.Mean)} |";
        }
    }

    /// <summary>Ours minus the baseline with its 95 % interval, for the measures that tell most.</summary>
    public static IEnumerable<string> Differences(IReadOnlyList<ReportRow> rows, Func<Random> chance) => Table(
        rows.Where(row => row.Ours.Outcomes.Count > 0).Select(row => (row.Ours.Set, Compared.Select(name => (Difference?)row.AgainstBaseline(name, chance())))));

    /// <summary>Each run minus the accepted one.</summary>
    public static IEnumerable<string> Differences(IEnumerable<RetrievalRun> runs, AcceptedRun accepted, Func<Random> chance) => Table(
        runs.Select(run => (run.Set, Compared.Select(name => accepted.Against(run, name, chance())))));

    private static IEnumerable<string> Table(IEnumerable<(string Set, IEnumerable<Difference?> Cells)> rows)
    {
        yield return $"| set | {string.Join(" | ", Compared)} |";
        yield return $"|---|{string.Concat(Compared.Select(_ => "---|"))}";
        foreach (var (set, cells) in rows)
        {
            yield return $"| {set} | {string.Join(" | ", cells.Select(Cell))} |";
        }
    }

    private static string Cells(RetrievalMeasures mean) =>
        string.Join(" | ", RetrievalMeasures.All.Select(measure => measure.Of(mean).ToString("F3", CultureInfo.InvariantCulture)));

    private static string Cell(Difference? difference) => difference is null ? "–" : string.Create(
        CultureInfo.InvariantCulture,
        $"{difference.Mean:+0.000;−0.000;0.000} ({difference.Low:+0.000;−0.000;0.000} to {difference.High:+0.000;−0.000;0.000}){(difference.Verdict < 0 ? " worse" : "")}");
}
