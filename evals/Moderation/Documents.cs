using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>Documents put together of our own sentences, half of them with something planted.</summary>
internal static class Documents
{
    private const int Count = 3_000;

    private static readonly string Kept = Enumerable.Range(0, 100).Select(i => $"kept {i}").First(Example.Keeps);
    private static readonly string Learned = Enumerable.Range(0, 100).Select(i => $"learned {i}").First(key => !Example.Keeps(key));

    public sealed record Document(string Text, bool IsAttack, int Start, int End, bool IsKept);

    public static IEnumerable<Document> Write(Random random)
    {
        var grammar = new Grammar("documents");
        string[] planted = grammar.Of("planted"), orders = grammar.Of("order");
        (string[] Lines, string Between, double Orders)[] kinds =
        [
            (grammar.Of("table"), "\n", 0), (grammar.Of("mail"), "\n", 0.08), (grammar.Of("mail"), " ", 0.08), (grammar.Of("code"), "\n", 0.1), (grammar.Of("prose"), " ", 0.04),
        ];
        for (var i = 0; i < Count; i++)
        {
            var isKept = i % 8 == 0;
            var (patterns, between, share) = kinds[random.Next(kinds.Length)];
            if (patterns == kinds[0].Lines)
            {
                patterns = [.. Enumerable.Repeat(patterns[random.Next(patterns.Length)], 6), patterns[^1]];
            }

            List<string> lines = [.. Enumerable.Range(0, random.Next(3, 26)).Select(_ => grammar.Fill(random.NextDouble() < share ? Pick(orders, isKept) : patterns[random.Next(patterns.Length)], random))];
            var isAttack = random.Next(2) == 0;
            if (!isAttack)
            {
                yield return new(string.Join(between, lines), false, 0, 0, isKept);
                continue;
            }

            var attack = grammar.Fill(Pick(planted, isKept), random) + (random.Next(4) == 0 ? " " + grammar.Fill(Pick(planted, isKept), random) : "");
            var place = random.Next(3) switch { 0 => 0, 1 => lines.Count, _ => random.Next(lines.Count + 1) };
            lines.Insert(place, attack);
            var start = lines.Take(place).Sum(line => line.Length + between.Length);
            yield return new(string.Join(between, lines), true, start, start + attack.Length, isKept);
        }

        // How sure it may be is told by orders that it did not see.
        string Pick(string[] patterns, bool isKept) => patterns[(random.Next(patterns.Length / 6) * 6) + (isKept ? 0 : 1 + random.Next(5))];
    }

    public static List<Example> Sentences(Random random)
    {
        var examples = new List<Example>();
        var bag = new FeatureBag();
        foreach (var document in Write(random))
        {
            using var views = new ViewSet(document.Text);
            Reading.Sentences(document.Text, views, bag, (features, view, start, end) =>
            {
                var (from, to) = view.Origin(start, end);
                var isPlanted = from < document.End && to > document.Start + 2;
                examples.Add(new("", "documents", document.IsKept ? Kept : Learned, Example.Only(Heads.Planted, isPlanted), isPlanted ? 3 : 1)
                {
                    Words = [.. features.Words],
                    Structure = [.. features.Structure],
                    Meaning = [.. features.Meaning],
                });
            });
        }

        return examples;
    }
}
