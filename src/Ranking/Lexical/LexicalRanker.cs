namespace Parley.Ranking;

/// <summary>What was found by words, and what each term of the plan weighs in this corpus.</summary>
/// <param name="Found">The best first.</param>
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
/// Ranks chunks by BM25F. Sums are taken by the weight of the terms, the heaviest first, and ties broken by the chunk's number, so that every
/// database ranks alike.
/// </summary>
public static class LexicalRanker
{
    private const double Floor = 0.6;

    /// <param name="top">Chunks returned at most; at least 1.</param>
    public static LexicalResult Rank(QueryPlan plan, IPostings postings, CorpusSize corpus, FieldWeights fields, int top)
    {
        var lists = plan.Terms.Select(term => TermLists.Of(term, postings)).ToList();
        var terms = lists.ConvertAll(list => Weigh(list.Term, corpus, list.Count(postings)));
        using var ranking = new BlockRanking(postings, corpus, fields, top);
        return new(
            ranking.Rank([.. lists.Zip(terms, (list, term) => (list, term.Weight)).Where(one => one.list.Forms.Count > 0).OrderByDescending(one => one.Weight)]),
            terms,
            terms.Sum(term => term.Weight) * Bm25F.Most(fields));
    }

    private static WeighedTerm Weigh(PlannedTerm term, CorpusSize corpus, long holding) => new(
        term, term.Weight * Bm25F.Weight(corpus.Chunks, holding), term.Weight * Bm25F.Share(corpus.Chunks, holding),
        term.Weight * (Bm25F.Weight(corpus.Chunks, holding) + Floor), holding);
}
