namespace Parley.PersonalData;

/// <summary>What is learned from: our own patterns, and as ordinary text the requests in the train parts of sets whose licence lets what was learned be passed on.</summary>
internal static class Corpus
{
    private const int OfEach = 320;
    private const int OfEachPlain = 220;
    private const int OfEachSet = 6_000;

    private static readonly string[] Sets = ["clinc150/train.jsonl.gz", "banking77/train.jsonl.gz", "bitext-support/train.jsonl.gz"];

    private static readonly string[] Lists = ["first", "last", "city", "country", "orgknown"];

    public static IReadOnlyList<Labelled> Own(Part part) =>
        [.. new Patterns("patterns", OfEach).Read().Concat(new Patterns("plain", OfEachPlain).Read()).Where(seed => seed.Part == part).SelectMany(seed => Labelled.Of(seed.Seed))];

    public static IEnumerable<Seed> Report() => new Patterns("patterns", 40).Read().Concat(new Patterns("plain", 20).Read()).Where(seed => seed.Part == Part.Report).Select(seed => seed.Seed);

    /// <summary>Requests in which no name of our lists stands: nobody marked those that do.</summary>
    public static IEnumerable<Labelled> Ordinary(DataSet data)
    {
        var names = Lists.SelectMany(list => SeedLists.All[list]).Select(name => name.ToLowerInvariant()).ToHashSet();
        foreach (var set in Sets)
        {
            var texts = data.Texts(set).Where(text => !HasName(text, names)).ToArray();
            new Random(7).Shuffle(texts);
            foreach (var segment in texts.Take(OfEachSet).SelectMany(text => Labelled.Of(new(text, []))))
            {
                yield return segment;
            }
        }
    }

    private static bool HasName(string text, HashSet<string> names)
    {
        var words = text.ToLowerInvariant().Split([' ', ',', '.', '?', '!', '\''], StringSplitOptions.RemoveEmptyEntries);
        return words.Any(names.Contains) || words.Zip(words.Skip(1)).Any(pair => names.Contains($"{pair.First} {pair.Second}"));
    }
}
