using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>Documents, half of them with something planted.</summary>
internal static class Documents
{
    private const int Count = 8_000;

    private static readonly string Kept = Enumerable.Range(0, 100).Select(i => $"kept {i}").First(Example.Keeps);
    private static readonly string Learned = Enumerable.Range(0, 100).Select(i => $"learned {i}").First(key => !Example.Keeps(key));

    public sealed record Document(string Text, bool IsAttack, int Start, int End, bool IsKept);

    public static IEnumerable<Document> Write(DataSet data, Random random)
    {
        var (grammar, attacks) = (new Grammar("documents"), new Grammar("attacks"));
        string[] planted = grammar.Of("planted"), direct = attacks.Of("attack");
        var kinds = new DocumentKinds(data);
        for (var i = 0; i < Count; i++)
        {
            var isKept = i % 8 == 0;
            var pieces = kinds.Write(isKept, random);
            var isAttack = random.Next(2) == 0;
            if (!isAttack)
            {
                yield return new(string.Concat(pieces).TrimEnd(), false, 0, 0, isKept);
                continue;
            }

            string Order() => random.Next(10) == 0 ? attacks.Fill(Pick(direct, isKept, random), random) : grammar.Fill(Pick(planted, isKept, random), random);
            var attack = Order() + (random.Next(4) == 0 ? " " + Order() : "");
            var place = random.Next(3) switch { 0 => 0, 1 => pieces.Count, _ => random.Next(pieces.Count + 1) };
            var start = pieces.Take(place).Sum(piece => piece.Length);
            pieces.Insert(place, attack + (pieces[Math.Max(0, place - 1)].EndsWith('\n') ? "\n" : " "));
            yield return new(string.Concat(pieces).TrimEnd(), true, start, start + attack.Length, isKept);
        }
    }

    /// <summary>How sure the model may be is told by orders that it did not see.</summary>
    public static string Pick(string[] patterns, bool isKept, Random random) => patterns[(random.Next(patterns.Length / 6) * 6) + (isKept ? 0 : 1 + random.Next(5))];

    public static List<Example> Sentences(DataSet data, Random random)
    {
        var examples = new List<Example>();
        var bag = new FeatureBag();
        foreach (var document in Write(data, random))
        {
            using var views = new ViewSet(document.Text);
            Moderation.Reading.Sentences(document.Text, views, bag, (features, view, start, end) =>
            {
                var (from, to) = view.Origin(start, end);
                var isPlanted = from < document.End && to > document.Start + 2;
                examples.Add(new("", "documents", document.IsKept ? Kept : Learned, Example.Only(Heads.Planted, isPlanted))
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
