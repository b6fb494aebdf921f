using System.Globalization;
using Parley.Evaluation;
using Parley.Ranking;

namespace Parley.Retrieval;

/// <summary>Learns how sure the search may be, and tells what the floor keeps out: look-alike questions without an answer, and foreign ones.</summary>
internal static class FloorTuner
{
    private const int Rounds = 3000;
    private const double LookAlike = 0.3;

    public static void Learn(string folder)
    {
        var (index, set, foreign) = Read(folder);
        var search = new OurSearch(index, new Parts());
        List<(List<double[]> Inputs, double Answer, double Weight)> cases =
        [
            .. Cases(search, set.Questions.Where(question => !question.IsForReporting).Take(1200), 1, 1),
            .. Cases(search, set.Unanswerable.Where(question => !question.IsForReporting).Take(800), 0, LookAlike),
            .. Cases(search, foreign.Where(question => !question.IsForReporting), 0, 3),
        ];
        var weights = new double[cases[0].Inputs[0].Length + 1];
        for (var round = 0; round < Rounds; round++)
        {
            var slope = new double[weights.Length];
            foreach (var (inputs, answer, weight) in cases)
            {
                var best = inputs.MaxBy(one => Answerability.Logistic(one, weights))!;
                var error = weight * (answer - Answerability.Logistic(best, weights));
                slope[0] += error;
                for (var i = 0; i < best.Length; i++)
                {
                    slope[i + 1] += error * best[i];
                }
            }

            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] += (4.0 * slope[i] / cases.Count) - (i > 0 ? 0.0005 * weights[i] : 0);
            }
        }

        Console.WriteLine(string.Join(", ", weights.Select(weight => weight.ToString("F2", CultureInfo.InvariantCulture))));
    }

    public static async Task ShowAsync(string folder, CancellationToken cancellationToken)
    {
        var (index, set, foreign) = Read(folder);
        var search = new OurSearch(index, new Parts());
        var with = await ScoresAsync(search, set.Questions, cancellationToken);
        var alike = await ScoresAsync(search, set.Unanswerable, cancellationToken);
        var other = await ScoresAsync(search, foreign, cancellationToken);
        Console.WriteLine($"AUC: {Separation.Auc(with, alike):F3} of look-alike questions without an answer, {Separation.Auc(with, other):F3} of questions about something else");
        Console.WriteLine("| floor | with an answer | look-alike, without | about something else |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var floor in new[] { 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8 })
        {
            Console.WriteLine($"| {floor:F1} | {Separation.ShareAtOrAbove(with, floor):P1} | {Separation.ShareAtOrAbove(alike, floor):P1} | {Separation.ShareAtOrAbove(other, floor):P1} |");
        }
    }

    private static (MemoryIndex Index, RetrievalSet Set, IReadOnlyList<RetrievalQuestion> Foreign) Read(string folder)
    {
        var set = RetrievalSetReader.Read(Path.Combine(folder, "squad"))[0];
        return (new(set), set, RetrievalSetReader.Read(Path.Combine(folder, "stackfaq"))[0].Questions);
    }

    private static IEnumerable<(List<double[]> Inputs, double Answer, double Weight)> Cases(
        OurSearch search, IEnumerable<RetrievalQuestion> questions, double answer, double weight) =>
        from question in questions
        let found = search.Retrieve(question)
        let inputs = Answerability.Inputs(found.Plan, found.Lexical, found.Ranked).ToList()
        where inputs.Count > 0
        select (inputs, answer, weight);

    private static async Task<List<double>> ScoresAsync(OurSearch search, IEnumerable<RetrievalQuestion> questions, CancellationToken cancellationToken)
    {
        var scores = new List<double>();
        foreach (var question in questions.Where(question => question.IsForReporting))
        {
            scores.Add((await search.SearchAsync(question, RetrievalMeasures.Depth, cancellationToken)).AnswerableScore ?? 0);
        }

        return scores;
    }
}
