using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>A text with what is known of it; null where nothing is.</summary>
/// <param name="Source">The data set, or the language of our own sentences.</param>
/// <param name="Level">0 simple, 1 medium, 2 hard.</param>
/// <param name="Weight">What it counts for beside others.</param>
internal sealed record Example(
    string Text, string Source, string? Intent = null, string? Task = null, string? Language = null, int? Level = null, float Weight = 1)
{
    /// <summary>The buckets of its features.</summary>
    public int[] Features { get; } = Buckets(Text);

    public static int[] Buckets(string text)
    {
        Span<char> room = stackalloc char[Excerpt.Longest];
        Span<ulong> present = stackalloc ulong[FeatureSet.Longs];
        present.Clear();
        FeatureSet.Collect(Excerpt.Of(text, room), present);
        var buckets = new List<int>(FeatureSet.Count(present));
        for (var bucket = 0; bucket < FeatureSet.Buckets; bucket++)
        {
            if ((present[bucket >> 6] & (1UL << (bucket & 63))) != 0)
            {
                buckets.Add(bucket);
            }
        }

        return [.. buckets];
    }
}

/// <summary>What an example is for. None ever changes its part.</summary>
internal enum Part
{
    Learn,

    /// <summary>To set how sure the model may be.</summary>
    Calibrate,

    /// <summary>To report.</summary>
    Report,
}

internal static class Parts
{
    /// <param name="key">What stays together: the pattern of a sentence, or a text.</param>
    public static Part Of(string key)
    {
        var hash = 2166136261u;
        foreach (var c in key)
        {
            hash = (hash ^ c) * 16777619;
        }

        return (((hash * 0x9E3779B9u) >> 8) % 10) switch
        {
            0 or 1 => Part.Report,
            2 => Part.Calibrate,
            _ => Part.Learn,
        };
    }
}
