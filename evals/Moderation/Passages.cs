namespace Parley.ModerationEval;

/// <summary>
/// Passages as they stand on the web, put together of our own sentences: stories, posts and news, harmful ones and their harmless twins. What stands around
/// a harmful sentence stands around harmless ones too, so that it tells nothing.
/// </summary>
internal static class Passages
{
    private const int Count = 24_000;

    private static readonly string Kept = Enumerable.Range(0, 100).Select(i => $"kept {i}").First(Example.Keeps);
    private static readonly string Learned = Enumerable.Range(0, 100).Select(i => $"learned {i}").First(key => !Example.Keeps(key));

    public static IEnumerable<Example> Write(Random random)
    {
        var grammar = new Grammar("passages");
        var context = grammar.Patterns.Where(pattern => pattern.Label.StartsWith("context ", StringComparison.Ordinal)).ToLookup(pattern => pattern.Label["context ".Length..], pattern => pattern.Pattern);
        var sections = grammar.Patterns.Where(pattern => pattern.Label.Contains(": ", StringComparison.Ordinal)).GroupBy(pattern => pattern.Label, pattern => pattern.Pattern)
            .Select(section => (Voice: section.Key.Split(": ")[0], Labels: section.Key.Split(": ")[1], Lines: section.ToArray())).ToArray();
        var (harmful, harmless) = (sections.Where(section => section.Labels != "benign").ToArray(), sections.Where(section => section.Labels == "benign").ToArray());
        for (var i = 0; i < Count; i++)
        {
            var isKept = i % 8 == 0;
            var isHarmful = random.Next(2) == 0;
            var pool = isHarmful ? harmful : harmless;
            var (voice, labels, lines) = pool[random.Next(pool.Length)];
            var size = random.Next(10) switch { < 4 => 0, < 7 => random.Next(1, 4), _ => random.Next(4, 13) };
            List<string> sentences = [.. Enumerable.Range(0, 1 + random.Next(1 + Math.Min(3, size))).Select(_ => Pick(lines, isKept))];
            for (var j = 0; j < size; j++)
            {
                var twins = harmless.FirstOrDefault(section => section.Voice == voice).Lines;
                sentences.Insert(random.Next(sentences.Count + 1), random.Next(3) == 0 ? Pick(twins, isKept) : Pick([.. context[voice]], isKept));
            }

            var text = Careless(string.Join(random.Next(4) == 0 ? "\n" : " ", sentences.Select(sentence => grammar.Fill(sentence, random))), random);
            yield return new(text, "passages", isKept ? Kept : Learned, labels == "benign" ? Example.Harm() : Example.Harm(labels.Split(", ")));
        }

        // What was learned is asked about with sentences that it did not see.
        string Pick(string[] lines, bool isKept)
        {
            var place = random.Next(lines.Length);
            return lines[isKept ? place / 6 * 6 : place % 6 == 0 ? Math.Min(place + 1, lines.Length - 1) : place];
        }
    }

    private static string Careless(string text, Random random) => random.Next(5) switch
    {
        0 => text.Replace("'", "", StringComparison.Ordinal),
        1 => text.ToLowerInvariant().Replace(".", random.Next(2) == 0 ? "" : "...", StringComparison.Ordinal),
        _ => text,
    };
}
