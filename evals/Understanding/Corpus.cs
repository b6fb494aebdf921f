namespace Parley.Comprehension;

/// <summary>What is learned from: our own sentences, and the train parts of sets whose licence lets what was learned be passed on.</summary>
internal sealed record Corpus(IReadOnlyList<Example> Learn, IReadOnlyList<Example> Calibrate)
{
    /// <summary>The sets, and what each counts for in the sum of its examples.</summary>
    public static IReadOnlyList<(string Name, float Mass)> Sets { get; } =
        [("clinc150", 3_000), ("hwu64", 1_500), ("banking77", 400), ("bitext-support", 500), ("snips", 100)];

    /// <param name="without">A set that is left out; null for none.</param>
    public static Corpus Read(DataSet data, string? without = null)
    {
        var (learn, calibrate) = (new List<Example>(), new List<Example>());
        foreach (var (part, example) in Seeds.Read())
        {
            (part == Part.Learn ? learn : part == Part.Calibrate ? calibrate : []).Add(example);
        }

        foreach (var (name, mass) in Sets.Where(set => set.Name != without))
        {
            var examples = Of(data, name, "train.jsonl.gz").ToList();
            learn.AddRange(examples.Select(example => example with { Weight = mass / examples.Count }));
        }

        return new(learn, calibrate);
    }

    public static IEnumerable<Example> Of(DataSet data, string name, string file) =>
        from line in data.Read($"{name}/{file}")
        let meaning = Mapping.Of(name, DataSet.Text(line, "label"))
        where meaning.Intent is not null || meaning.Task is not null
        select new Example(DataSet.Text(line), name, meaning.Intent, meaning.Task, "en");
}
