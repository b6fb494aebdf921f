using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>Says how good a model is, a line for each source.</summary>
internal static class Report
{
    private static readonly double[] Careful = [0.6, 0.7, 0.8, 0.9];

    public static void Write(DataSet data, UnderstandingModel model)
    {
        Heads("intent, intent4", TestSets.Intents4(data), model, example => example.Intent, understood => understood.Intent);
        Heads("intent, own patterns", TestSets.Own(), model, example => example.Intent, understood => understood.Intent);
        Heads("task, own patterns", TestSets.Own(), model, example => example.Task, understood => understood.Task);
        Heads("task, test parts", TestSets.SameKind(data), model, example => example.Task, understood => understood.Task);
        Heads("task, other texts", TestSets.OtherKinds(data), model, example => example.Task, understood => understood.Task);
        CarefulTasks(data, model);
        ComplexityReport.Write(data, model);
        LanguageReport.Write(data, model);
    }

    private static void Heads(string title, IEnumerable<Example> examples, UnderstandingModel model, Func<Example, string?> rightOf, Func<Understood, Guess> guessOf)
    {
        Console.WriteLine($"\n| {title} | texts | accuracy | macro-F1 | ECE | given instead |\n|---|---|---|---|---|---|");
        foreach (var source in examples.Where(example => rightOf(example) is not null).GroupBy(example => example.Source))
        {
            var answers = source.Select(example =>
            {
                var guess = guessOf(Understander.Read(example.Text, model));
                return new Answer(rightOf(example)!, guess.Label, guess.Confidence);
            }).ToArray();
            var wrong = answers.Where(answer => answer.Right != answer.Given).GroupBy(answer => $"{answer.Right}→{answer.Given}")
                .OrderByDescending(group => group.Count()).Take(3).Select(group => $"{group.Key} {group.Count()}");
            Console.WriteLine(
                $"| {source.Key} | {answers.Length} | {Measures.Accuracy(answers):0.000} | {Measures.MacroF1(answers):0.000} | {Measures.CalibrationError(answers):0.000} | {string.Join(", ", wrong)} |");
        }
    }

    /// <summary>How often a task that turns the temperature is seen, where it is and where it is not.</summary>
    private static void CarefulTasks(DataSet data, UnderstandingModel model)
    {
        Console.WriteLine($"\n| legal or finance, seen with confidence of at least | texts | {string.Join(" | ", Careful)} |\n|---|---|{string.Concat(Careful.Select(_ => "---|"))}");
        foreach (var source in TestSets.Own().Concat(TestSets.SameKind(data)).Concat(TestSets.OtherKinds(data)).Where(example => example.Task is not null)
            .GroupBy(example => (example.Source, Is: example.Task is Tasks.Legal or Tasks.Finance)).OrderBy(group => !group.Key.Is))
        {
            double[] sure = [.. source.Select(example => Understander.Read(example.Text, model).Task).Select(task => task.Label is Tasks.Legal or Tasks.Finance ? task.Confidence : 0)];
            var shares = Careful.Select(least => $"{sure.Average(confidence => confidence >= least ? 1.0 : 0):0.000}");
            Console.WriteLine($"| {source.Key.Source}, {(source.Key.Is ? "is" : "is not")} | {sure.Length} | {string.Join(" | ", shares)} |");
        }
    }
}
