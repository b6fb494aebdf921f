using System.Runtime.InteropServices;

namespace Parley.Ranking;

/// <summary>What was found by words, and what each term of the plan weighs in this corpus.</summary>
/// <param name="Terms">The plan's terms with their weights, in the plan's order; the reranker takes them over.</param>
/// <param name="Most">The score of a chunk that says every term without end.</param>
public sealed record LexicalResult(IReadOnlyList<Found> Found, IReadOnlyList<WeighedTerm> Terms, double Most);

/// <summary>A term with its weights in what is searched.</summary>
/// <param name="Weight">What it counts in BM25F, the plan's own weight of it included.</param>
/// <param name="Share">How much of the question's sense it carries, also where every chunk holds it.</param>
/// <param name="Sense">What it counts when passages are compared closely: as in BM25, with something left for a word that all hold.</param>
/// <param name="Holding">Chunks that hold it.</param>
public sealed record WeighedTerm(PlannedTerm Term, double Weight, double Share, double Sense, long Holding);

/// <summary>
/// Ranks chunks by BM25F. Sums are taken in the order of the plan's terms and ties broken by the chunk's number, so that every database ranks
/// alike.
/// </summary>
public static class LexicalRanker
{
    private const double SameThing = 0.6;
    private const double Floor = 0.6;

    /// <param name="postings">The postings of the plan's forms; a form without any may be missing.</param>
    /// <param name="top">Chunks returned at most.</param>
    public static LexicalResult Rank(QueryPlan plan, IReadOnlyDictionary<string, FormPostings> postings, CorpusSize corpus, FieldWeights fields, int top)
    {
        var scores = new Dictionary<long, (double Score, double Share)>();
        var holding = new Dictionary<long, double>();
        var terms = new List<WeighedTerm>();
        foreach (var term in plan.Terms)
        {
            holding.Clear();
            long known = 0;
            var same = 0;
            foreach (var form in term.Forms)
            {
                if (postings.TryGetValue(form.Form, out var list))
                {
                    if (form.Closeness < SameThing)
                    {
                        // What is merely related says nothing of how rare the word itself is.
                        same = same == 0 ? holding.Count : same;
                    }
                    else
                    {
                        known = Math.Max(known, list.DocumentFrequency);
                    }

                    Gather(list.Postings, form.Closeness, corpus, fields, holding);
                }
            }

            var frequency = Math.Max(known, same > 0 ? same : holding.Count);
            var weighed = new WeighedTerm(
                term, term.Weight * Bm25F.Weight(corpus.Chunks, frequency), term.Weight * Bm25F.Share(corpus.Chunks, frequency),
                term.Weight * (Bm25F.Weight(corpus.Chunks, frequency) + Floor), frequency);
            terms.Add(weighed);
            foreach (var (chunk, occurrences) in holding)
            {
                ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(scores, chunk, out _);
                sum = (sum.Score + (weighed.Weight * Bm25F.Saturated(occurrences, fields)), sum.Share + weighed.Share);
            }
        }

        var shares = terms.Sum(term => term.Share);
        return new(
            [.. scores.Select(pair => new Found(pair.Key, pair.Value.Score, shares > 0 ? pair.Value.Share / shares : 0))
                .OrderByDescending(found => found.Score).ThenBy(found => found.Chunk).Take(top)],
            terms,
            terms.Sum(term => term.Weight) * Bm25F.Most(fields));
    }

    private static void Gather(IReadOnlyList<Posting> postings, double closeness, CorpusSize corpus, FieldWeights fields, Dictionary<long, double> holding)
    {
        foreach (var posting in postings)
        {
            ref var most = ref CollectionsMarshal.GetValueRefOrAddDefault(holding, posting.Chunk, out _);
            most = Math.Max(most, closeness * Bm25F.Frequency(posting, corpus, fields));
        }
    }
}
