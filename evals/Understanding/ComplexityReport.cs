using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>Whether more work gets a higher number, on texts that nothing was learned from.</summary>
internal static class ComplexityReport
{
    public static void Write(DataSet data, UnderstandingModel model)
    {
        double Score(string text) => Understander.Read(text, model).Complexity.Score;
        var bench = data.Read("mt-bench/questions.jsonl").ToLookup(line => DataSet.Text(line, "category"), line => Score(line.GetProperty("turns")[0].GetString()!));
        var hard = bench["coding"].Concat(bench["math"]).Concat(bench["reasoning"]).ToArray();
        var clinc = data.Read("clinc150/test.jsonl").Select(line => Score(DataSet.Text(line))).ToArray();
        var squad = data.Read("squad/queries.jsonl.gz").Take(2_000).Select(line => Score(DataSet.Text(line))).ToArray();
        var calls = data.Read("bfcl/single_turn.jsonl.gz").ToLookup(line => DataSet.Text(line, "category"), line => Score(TestSets.AskedOf(line)));
        Console.WriteLine("\n| more work | less work | AUC |\n|---|---|---|");
        Line("MT-Bench coding, math, reasoning", hard, "CLINC150", clinc);
        Line("MT-Bench coding, math, reasoning", hard, "SQuAD", squad);
        Line("MT-Bench, all categories", [.. bench.SelectMany(group => group)], "SQuAD", squad);
        Line("BFCL parallel", [.. calls["parallel"]], "BFCL simple", [.. calls["simple_python"]]);
        Line("BFCL parallel, several functions", [.. calls["parallel_multiple"]], "BFCL simple", [.. calls["simple_python"]]);
        Line("SQuAD", squad, "CLINC150 small talk", [.. data.Read("clinc150/test.jsonl").Where(line => DataSet.Text(line, "domain") == "small_talk").Select(line => Score(DataSet.Text(line)))]);
        var own = TestSets.Own().Select(example => (example.Level, Understander.Read(example.Text, model).Complexity)).ToArray();
        Answer[] answers = [.. own.Select(one => new Answer(ComplexityModel.Levels[one.Level!.Value], one.Complexity.Level, one.Complexity.Confidence))];
        Console.WriteLine(
            $"\nlevels of own held-out patterns: {answers.Length} texts, accuracy {Measures.Accuracy(answers):0.000}, macro-F1 {Measures.MacroF1(answers):0.000}, ECE {Measures.CalibrationError(answers):0.000}");
        Console.WriteLine($"means: small facts {squad.Average():0.00}, CLINC150 {clinc.Average():0.00}, {string.Join(", ", bench.Select(group => $"{group.Key} {group.Average():0.00}"))}");
        Console.WriteLine($"weights: {string.Join(" ", model.Complexity.Weights.Select(weight => $"{weight:0.00}"))}; {model.Complexity.AtLeastMedium:0.00} {model.Complexity.AtLeastHard:0.00}");
    }

    private static void Line(string more, double[] above, string less, double[] below) =>
        Console.WriteLine($"| {more} ({above.Length}) | {less} ({below.Length}) | {Measures.Auc(above, below):0.000} |");
}
