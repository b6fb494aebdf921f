using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>One text to learn from.</summary>
/// <param name="Key">What stays together when some are kept out: a pattern or a text.</param>
/// <param name="Labels">A label for each head; NaN where nothing is known.</param>
internal sealed record Example(string Text, string Source, string Key, float[] Labels, float Weight = 1)
{
    public int[] Words { get; init; } = [];

    public int[] Structure { get; init; } = [];

    public int[] Meaning { get; init; } = [];

    /// <summary>Whether it tells how sure the model may be, instead of being learned.</summary>
    public bool IsKept => Keeps(Key);

    public static bool Keeps(string key) => ((FeatureBag.Hash(key) * 0x9E3779B9u) >> 8) % 8 == 0;

    /// <summary>With the features of its first window.</summary>
    public Example Read(FeatureBag bag)
    {
        int[]? words = null;
        int[] structure = [], meaning = [];
        using var views = new ViewSet(Text);
        Moderation.Reading.Windows(Text, views, bag, (features, view, _, _) =>
        {
            if (words is null || view.Kind is ViewKind.Decoded or ViewKind.Rot13 or ViewKind.Reversed)
            {
                (words, structure, meaning) = ([.. features.Words], [.. features.Structure], [.. features.Meaning]);
            }
        });
        return this with { Words = words ?? [], Structure = structure, Meaning = meaning };
    }

    public static float[] Unknown() => [.. Enumerable.Repeat(float.NaN, Heads.Count)];

    public static float[] Only(int head, bool isTrue)
    {
        var labels = Unknown();
        labels[head] = isTrue ? 1 : 0;
        return labels;
    }

    /// <summary>Labels of harm; what is not named is not there.</summary>
    public static float[] Harm(params IEnumerable<string> categories)
    {
        var labels = Unknown();
        labels.AsSpan(0, HarmCategories.All.Count).Clear();
        foreach (var category in categories)
        {
            labels[HarmCategories.IndexOf(category)] = 1;
        }

        labels[HarmCategories.IndexOf(HarmCategories.SexualMinors)] = float.NaN;
        return labels;
    }
}
