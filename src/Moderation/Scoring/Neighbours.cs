namespace Parley.Moderation;

/// <summary>Whether a sentence goes on with what stands before and behind it.</summary>
internal static class Neighbours
{
    /// <summary>How many of their words are looked at.</summary>
    private const int Most = 64;

    /// <returns>How much of a sentence its neighbours say too: 0 nothing, 1 a word, 2 more; 3 where it has no words.</returns>
    public static int Shared(ReadOnlySpan<char> view, List<(int Start, int End)> sentences, int sentence)
    {
        Span<uint> near = stackalloc uint[Most];
        var count = 0;
        foreach (var other in (ReadOnlySpan<int>)[sentence - 1, sentence + 1])
        {
            if (other < 0 || other >= sentences.Count)
            {
                continue;
            }

            foreach (var slot in new ContentWords(view[sentences[other].Start..sentences[other].End]))
            {
                if (count < near.Length)
                {
                    near[count++] = slot;
                }
            }
        }

        var (words, shared) = (0, 0);
        foreach (var slot in new ContentWords(view[sentences[sentence].Start..sentences[sentence].End]))
        {
            words++;
            shared += near[..count].Contains(slot) ? 1 : 0;
        }

        return words == 0 ? 3 : Math.Min(2, shared);
    }
}
