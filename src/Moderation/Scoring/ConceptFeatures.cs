namespace Parley.Moderation;

/// <summary>
/// What a part of a view speaks of: which concepts it names, which of them together in a sentence, in which order, at a sentence's start, and how often.
/// What attacks speak of is read alone; for harm all concepts are read, and the broader ones with them.
/// </summary>
internal static class ConceptFeatures
{
    public static void Collect(ReadOnlySpan<char> view, int start, int end, ReadOnlySpan<TermMatch> matches, FeatureBag bag)
    {
        Read(view, start, end, matches, bag, isMeant: false);
        Read(view, start, end, matches, bag, isMeant: true);
    }

    private static void Read(ReadOnlySpan<char> view, int start, int end, ReadOnlySpan<TermMatch> matches, FeatureBag bag, bool isMeant)
    {
        Span<int> counts = stackalloc int[Concepts.Names.Count];
        counts.Clear();
        var (one, two, last, sentence) = (-1, -1, -1, start);
        var sentences = new SentenceCursor(view[..end], start);
        UInt128 inSentence = 0;
        foreach (var match in matches)
        {
            var id = match.Id;
            if (!isMeant && id >= Concepts.Attacks)
            {
                continue;
            }

            var from = sentences.StartOf(match.Start);
            if (from != sentence || inSentence == 0)
            {
                (one, two, last, sentence, inSentence) = (-1, -1, -1, from, 0);
            }

            if (match.Start - from <= 2)
            {
                Add(bag, isMeant, FeatureBag.Kind.First, (uint)id);
            }

            counts[id]++;
            if (id == last)
            {
                continue;
            }

            last = id;
            Pairs(id, inSentence, bag, isMeant);
            inSentence |= UInt128.One << id;
            var broad = Concepts.Broader[id];
            if (broad == one)
            {
                continue;
            }

            if (broad != id)
            {
                counts[broad]++;
                Pairs(broad, inSentence, bag, isMeant);
                inSentence |= UInt128.One << broad;
            }

            if (one >= 0 && two >= 0)
            {
                Add(bag, isMeant, FeatureBag.Kind.ConceptTriple, (uint)((((two * 128) + one) * 128) + broad));
            }

            (two, one) = (one, broad);
        }

        Count(counts, end - start, bag, isMeant);
    }

    private static void Pairs(int id, UInt128 inSentence, FeatureBag bag, bool isMeant)
    {
        for (var seen = inSentence & ~(UInt128.One << id); seen != 0; seen &= seen - 1)
        {
            Add(bag, isMeant, FeatureBag.Kind.ConceptPair, (uint)(((int)UInt128.TrailingZeroCount(seen) * 128) + id));
        }
    }

    private static void Count(ReadOnlySpan<int> counts, int length, FeatureBag bag, bool isMeant)
    {
        for (var id = 0; id < counts.Length; id++)
        {
            if (counts[id] > 0)
            {
                Add(bag, isMeant, FeatureBag.Kind.Concept, (uint)id);
                var times = counts[id] >= 6 ? 3 : counts[id] >= 3 ? 2 : counts[id] == 2 ? 1 : 0;
                Add(bag, isMeant, FeatureBag.Kind.Count, (uint)((id * 4) + times));
                Add(bag, isMeant, FeatureBag.Kind.Count, (uint)(512 + (id * 8) + Math.Min(7, counts[id] * 400 / Math.Max(100, length))));
            }
        }
    }

    private static void Add(FeatureBag bag, bool isMeant, FeatureBag.Kind kind, uint hash)
    {
        if (isMeant)
        {
            bag.AddMeaning(kind, hash);
        }
        else
        {
            bag.Add(kind, hash);
        }
    }
}
