using System.Text.Json;
using Parley.Evaluation;

namespace Parley.Host.Evaluating;

/// <summary>What was measured, as people and programs read it.</summary>
internal sealed class RetrievalOutcomes(IReadOnlyList<ReportRow> rows, AcceptedRun? accepted)
{
    private const int Seed = 20090401;
    private static readonly JsonSerializerOptions Indented = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>What is significantly worse than BM25 or than the accepted run.</summary>
    public IReadOnlyList<string> Worse { get; } =
    [
        .. rows.SelectMany(row => RetrievalReport.Compared.Where(measure => row.AgainstBaseline(measure, Chance()).Verdict < 0)
            .Select(measure => $"{row.Ours.Set}: {measure} is below BM25")),
        .. rows.SelectMany(row => RetrievalReport.Compared.Where(measure => accepted?.Against(row.Ours, measure, Chance()) is { Verdict: < 0 })
            .Select(measure => $"{row.Ours.Set}: {measure} is below the accepted run")),
    ];

    public async Task WriteAsync(TextWriter output)
    {
        foreach (var line in RetrievalReport.Lines(rows, accepted, Chance))
        {
            await output.WriteLineAsync(line);
        }

        await output.WriteLineAsync();
        await output.WriteLineAsync(Worse.Count == 0 ? "Nothing is significantly worse." : $"Significantly worse:{Environment.NewLine}{string.Join(Environment.NewLine, Worse)}");
    }

    public string Json() => JsonSerializer.Serialize(
        new
        {
            Sets = rows.Select(row => new
            {
                Name = row.Ours.Set,
                Documents = row.Set.Documents.Count,
                Questions = row.Ours.Outcomes.Count,
                Ours = Told(row.Ours.Mean),
                Bm25 = Told(row.Baseline.Mean),
                AgainstBm25 = RetrievalReport.Compared.ToDictionary(measure => measure, measure => row.AgainstBaseline(measure, Chance())),
                AgainstAccepted = accepted is null ? null : RetrievalReport.Compared.ToDictionary(measure => measure, measure => accepted.Against(row.Ours, measure, Chance())),
            }),
            Worse,
        },
        Indented);

    private static Dictionary<string, double> Told(RetrievalMeasures mean) =>
        RetrievalMeasures.All.ToDictionary(measure => measure.Name, measure => Math.Round(measure.Of(mean), 4));

    // Anew each time, so that the same run is told the same.
    private static Random Chance() => new(Seed);
}
