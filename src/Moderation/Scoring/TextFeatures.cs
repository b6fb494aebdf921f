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
        ConceptFeatures.Collect(view, start, end, matches, bag);
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
            if (i < text.Length && IsOfWord(text[i]))
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

    private static bool IsOfWord(char c) => c < 128 ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c) || Text.Scripts.IsMark(c);

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
            var run = FeatureBag.Hash(word.Slice(at, 3));
            bag.AddWord(FeatureBag.Kind.Run, run);
            for (var n = 3; n < 5 && at + n < word.Length; n++)
            {
                bag.AddWord(FeatureBag.Kind.Run, run = FeatureBag.Hash(word.Slice(at + n, 1), run));
            }
        }

        return whole;
    }
}
