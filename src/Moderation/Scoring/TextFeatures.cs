namespace Parley.Moderation;

/// <summary>Reads the features of a part of a view: words, pairs of words, runs of characters within words; which concepts it names, in which order and how often; its signs.</summary>
internal static class TextFeatures
{
    private const int LongestWord = 24;

    /// <param name="matches">The concepts of the part, by their end; places as in the view.</param>
    /// <param name="start">Where the part begins in the view.</param>
    public static void Collect(ReadOnlySpan<char> view, int start, int end, ReadOnlySpan<TermMatch> matches, uint signs, FeatureBag bag)
    {
        Words(view[start..end], bag);
        ReadConcepts(view, start, end, matches, bag);
        for (var bit = 0; bit < 32; bit++)
        {
            if ((signs & (1u << bit)) != 0)
            {
                bag.Add(FeatureBag.Kind.Sign, (uint)bit);
            }
        }
    }

    private static void Words(ReadOnlySpan<char> text, FeatureBag bag)
    {
        Span<char> word = stackalloc char[LongestWord + 2];
        word[0] = '<';
        var (before, length) = (0u, 0);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && (char.IsLetterOrDigit(text[i]) || Text.Scripts.IsMark(text[i])))
            {
                if (length < LongestWord)
                {
                    word[1 + length++] = char.IsDigit(text[i]) ? '0' : text[i];
                }
            }
            else if (length > 0)
            {
                word[1 + length] = '>';
                before = AddWord(word[..(length + 2)], before, bag);
                length = 0;
            }
        }
    }

    private static uint AddWord(ReadOnlySpan<char> word, uint before, FeatureBag bag)
    {
        var whole = FeatureBag.Hash(word);
        bag.AddWord(FeatureBag.Kind.Word, whole);
        if (before != 0)
        {
            bag.AddWord(FeatureBag.Kind.Pair, (before * 31) + whole);
        }

        for (var at = 0; at + 3 <= word.Length; at++)
        {
            for (var n = 3; n <= 5 && at + n <= word.Length; n++)
            {
                bag.AddWord(FeatureBag.Kind.Run, FeatureBag.Hash(word.Slice(at, n)));
            }
        }

        return whole;
    }

    private static void ReadConcepts(ReadOnlySpan<char> view, int start, int end, ReadOnlySpan<TermMatch> matches, FeatureBag bag)
    {
        Span<int> counts = stackalloc int[Concepts.Names.Count];
        counts.Clear();
        var (one, two, sentence) = (-1, -1, start);
        var sentences = new SentenceCursor(view[..end], start);
        ulong inSentence = 0;
        foreach (var match in matches)
        {
            var from = sentences.StartOf(match.Start);
            if (from != sentence || inSentence == 0)
            {
                (one, two, sentence, inSentence) = (-1, -1, from, 0);
            }

            if (match.Start - from <= 2)
            {
                bag.Add(FeatureBag.Kind.First, (uint)match.Id);
            }

            counts[match.Id]++;
            if (match.Id == one)
            {
                continue;
            }

            for (var seen = inSentence & ~(1UL << match.Id); seen != 0; seen &= seen - 1)
            {
                bag.Add(FeatureBag.Kind.ConceptPair, (uint)((System.Numerics.BitOperations.TrailingZeroCount(seen) * 64) + match.Id));
            }

            if (one >= 0 && two >= 0)
            {
                bag.Add(FeatureBag.Kind.ConceptTriple, (uint)((((two * 64) + one) * 64) + match.Id));
            }

            (two, one) = (one, match.Id);
            inSentence |= 1UL << match.Id;
        }

        for (var id = 0; id < counts.Length; id++)
        {
            if (counts[id] > 0)
            {
                bag.Add(FeatureBag.Kind.Concept, (uint)id);
                var times = counts[id] >= 6 ? 3 : counts[id] >= 3 ? 2 : counts[id] == 2 ? 1 : 0;
                bag.Add(FeatureBag.Kind.Count, (uint)((id * 4) + times));
                bag.Add(FeatureBag.Kind.Count, (uint)(512 + (id * 8) + Math.Min(7, counts[id] * 400 / Math.Max(100, end - start))));
            }
        }
    }
}
