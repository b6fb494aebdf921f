namespace Parley.Understanding;

/// <summary>What of a text speaks for much work. Each number grows with the work, from 0 to about 1.</summary>
internal static class ComplexityFeatures
{
    public const int Count = 14;

    private const int LongestWord = 24;

    /// <param name="tasks">The probabilities of <see cref="Tasks.All"/>.</param>
    /// <param name="features">Receives the features; shape [<see cref="Count"/>].</param>
    public static void Read(ReadOnlySpan<char> text, ReadOnlySpan<float> tasks, Span<float> features)
    {
        Span<char> word = stackalloc char[LongestWord];
        Span<int> kinds = stackalloc int[4];
        kinds.Clear();
        var (length, words, numbers) = (0, 0, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            var folded = i < text.Length ? Folding.Of(text[i]) : Folding.Gap;
            if (folded is null)
            {
                continue;
            }

            if (folded != Folding.Gap)
            {
                word[Math.Min(length++, LongestWord - 1)] = folded.Value;
            }
            else if (length > 0)
            {
                kinds[(int)ThinkingWords.Of(word[..Math.Min(length, LongestWord)])]++;
                numbers += word[0] == '0' ? 1 : 0;
                words++;
                length = 0;
            }
        }

        var ends = 0;
        for (var i = 1; i < text.Length; i++)
        {
            ends += text[i - 1] is '.' or '!' or '?' or ';' or ':' && char.IsWhiteSpace(text[i]) ? 1 : 0;
        }

        features[0] = MathF.Log(1 + words) / 6;
        features[1] = Math.Max(0, MathF.Log((1 + words) / 25f)) / 3;
        features[2] = Share(Math.Max(0, text.Count('?') - 1), 3);
        features[3] = Share(ends, 5);
        features[4] = Share(numbers, 6);
        features[5] = Share(kinds[(int)ThinkingWords.Kind.Reason], 3);
        features[6] = Share(kinds[(int)ThinkingWords.Kind.Condition], 4);
        features[7] = Share(kinds[(int)ThinkingWords.Kind.Step], 4);
        features[8] = Share(text.Count('\n'), 8);
        features[9] = Of(tasks, Tasks.Code);
        features[10] = Of(tasks, Tasks.Math);
        features[11] = Of(tasks, Tasks.Legal);
        features[12] = Of(tasks, Tasks.Writing) + Of(tasks, Tasks.Summary);
        features[13] = 1 - Of(tasks, Tasks.Chitchat);
    }

    private static float Share(int count, int most) => Math.Min(count, most) / (float)most;

    private static float Of(ReadOnlySpan<float> tasks, string task)
    {
        for (var i = 0; i < tasks.Length; i++)
        {
            if (Tasks.All[i] == task)
            {
                return tasks[i];
            }
        }

        return 0;
    }
}
