using System.Buffers;
using Parley.Knowledge.Indexing;
using Parley.Text;

namespace Parley.Knowledge.Search;

/// <summary>A namespace as one search sees it.</summary>
internal sealed record SearchedNamespace(string Name, ChunkFacts Facts);

/// <summary>What the search by words found.</summary>
/// <param name="Ranked">The best first.</param>
/// <param name="Shares">How much of the question each term carries, in the order of the terms.</param>
internal sealed record LexicalFound(IReadOnlyList<Ranked> Ranked, double[] Shares);

/// <summary>
/// Finds chunks by their words, of those that the asker may see. Sums are taken in the order of the query's terms and ties broken by the order
/// of ingestion, so that every database ranks alike.
/// </summary>
internal static class LexicalLeg
{
    public static async Task<LexicalFound> FindAsync(
        IndexReader index, IReadOnlyList<SearchedNamespace> namespaces, Allowed allowed, IReadOnlyList<SearchTerm> terms, Corpus corpus,
        FieldWeights fields, int top)
    {
        var forms = terms.SelectMany(term => term.Forms).Distinct(StringComparer.Ordinal).ToArray();
        var holding = new long[terms.Count];
        var found = new List<List<(int Chunk, double Frequency)>[]>();
        foreach (var one in namespaces)
        {
            var postings = await index.PostingsAsync(one.Name, forms);
            var held = new List<(int, double)>[terms.Count];
            for (var i = 0; i < terms.Count; i++)
            {
                held[i] = Holding(terms[i], postings, one.Facts, allowed, corpus, fields);
                holding[i] += held[i].Count;
            }

            found.Add(held);
        }

        var shares = new double[terms.Count];
        var weights = new double[terms.Count];
        for (var i = 0; i < terms.Count; i++)
        {
            var chunks = Math.Max(corpus.Chunks, holding[i]);
            (weights[i], shares[i]) = (Bm25F.Weight(chunks, holding[i]), Bm25F.Share(chunks, holding[i]));
        }

        var best = new Best(top);
        foreach (var (i, one) in namespaces.Index())
        {
            Score(one, found[i], weights, shares, fields, best);
        }

        return new(best.InOrder(), shares);
    }

    // A word that stands there in several forms counts by the one that says most.
    private static List<(int, double)> Holding(
        SearchTerm term, Dictionary<string, List<Posting>> postings, ChunkFacts facts, Allowed allowed, Corpus corpus, FieldWeights fields)
    {
        var held = new List<(int Chunk, double Frequency)>();
        foreach (var form in term.Forms)
        {
            foreach (var posting in postings[form])
            {
                if (allowed.Has(facts.Access(posting.Chunk)))
                {
                    held.Add((posting.Chunk, Bm25F.Frequency(posting.Counts, facts.Length(posting.Chunk), corpus, fields)));
                }
            }
        }

        return term.Forms.Count == 1 ? held : [.. held.GroupBy(one => one.Chunk).Select(same => (same.Key, same.Max(one => one.Frequency)))];
    }

    private static void Score(
        SearchedNamespace one, List<(int Chunk, double Frequency)>[] held, double[] weights, double[] shares, FieldWeights fields, Best best)
    {
        var count = one.Facts.Chunks;
        var scores = ArrayPool<double>.Shared.Rent(count);
        var said = ArrayPool<ulong>.Shared.Rent(count);
        scores.AsSpan(0, count).Clear();
        said.AsSpan(0, count).Clear();
        for (var i = 0; i < held.Length; i++)
        {
            foreach (var (chunk, frequency) in held[i])
            {
                scores[chunk] += weights[i] * Bm25F.Saturated(frequency, fields);
                said[chunk] |= 1UL << i;
            }
        }

        var all = shares.Sum();
        for (var chunk = 0; chunk < count; chunk++)
        {
            if (said[chunk] != 0 && scores[chunk] >= best.Least)
            {
                best.Offer(new(one.Name, chunk, scores[chunk], all > 0 ? Share(said[chunk], shares) / all : 0));
            }
        }

        ArrayPool<double>.Shared.Return(scores);
        ArrayPool<ulong>.Shared.Return(said);
    }

    private static double Share(ulong said, double[] shares)
    {
        var sum = 0.0;
        for (var i = 0; i < shares.Length; i++)
        {
            sum += (said & (1UL << i)) != 0 ? shares[i] : 0;
        }

        return sum;
    }
}
