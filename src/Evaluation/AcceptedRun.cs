using System.Text.Json;

namespace Parley.Evaluation;

/// <summary>
/// The scores of a run that somebody accepted, question by question, in a small JSON file: later runs are compared with it. It holds ids and
/// numbers, and no text.
/// </summary>
/// <param name="Sets">By the set's name the questions, and of each the measures in the order of <paramref name="Measures"/>.</param>
public sealed record AcceptedRun(IReadOnlyList<string> Measures, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double[]>> Sets)
{
    private const int Digits = 4;

    public static AcceptedRun Of(IEnumerable<RetrievalRun> runs) => new(
        [.. RetrievalMeasures.All.Select(measure => measure.Name)],
        runs.ToDictionary(
            run => run.Set,
            IReadOnlyDictionary<string, double[]> (run) => run.Outcomes.ToDictionary(
                outcome => outcome.Question.Id,
                outcome => RetrievalMeasures.All.Select(measure => Math.Round(measure.Of(outcome.Measures), Digits)).ToArray())));

    /// <summary>This run with another's sets in place of its own of the same names.</summary>
    public AcceptedRun With(AcceptedRun newer) => new(
        newer.Measures,
        Sets.Where(set => Measures.SequenceEqual(newer.Measures) && !newer.Sets.ContainsKey(set.Key)).Concat(newer.Sets).ToDictionary(set => set.Key, set => set.Value));

    /// <exception cref="InvalidDataException">The file holds no accepted run.</exception>
    public static async Task<AcceptedRun> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync<AcceptedRun>(file, JsonSerializerOptions.Web, cancellationToken) is { Measures: not null, Sets: not null } run
                ? run
                : throw new InvalidDataException($"{path} holds no accepted run.");
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{path} holds no accepted run: {wrong.Message}", wrong);
        }
    }

    public async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, this, JsonSerializerOptions.Web, cancellationToken);
    }

    /// <summary>A run minus this one, over the questions that both have.</summary>
    /// <returns>Null when they share neither set nor measure.</returns>
    public Difference? Against(RetrievalRun run, string measure, Random random)
    {
        var place = Measures.ToList().IndexOf(measure);
        var of = RetrievalMeasures.All.FirstOrDefault(known => known.Name == measure).Of;
        if (place < 0 || of is null || !Sets.TryGetValue(run.Set, out var accepted))
        {
            return null;
        }

        var differences = run.Outcomes.Where(outcome => accepted.ContainsKey(outcome.Question.Id))
            .Select(outcome => Math.Round(of(outcome.Measures), Digits) - accepted[outcome.Question.Id][place]).ToList();
        return differences.Count == 0 ? null : PairedBootstrap.Of(differences, random);
    }
}
