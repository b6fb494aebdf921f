namespace Parley.Ranking;

/// <summary>
/// How sure one may be that the best passages speak of what is asked: 0 to 1, what the relevance floor is compared with. It tells questions about
/// something else very well, and look-alike questions whose answer is missing hardly: that takes a reader.
/// </summary>
public static class Answerability
{
    /// <summary>Passages looked at: the answer need not be in the first.</summary>
    public const int Reads = 3;

    /// <summary>A score below this says "I do not know", unless a namespace sets its own floor.</summary>
    public const double Floor = 0.45;

    // Learned by `evals/Retrieval -- floor` on the choosing halves: bias, then the inputs in their order. The bias is
    // shifted so that the floor stays where namespaces that set their own expect it.
    private static readonly double[] Weights = [-4.9, 0.65, 5.45, 5.5];

    /// <param name="ranked">As the reranker ordered them.</param>
    /// <returns>The best passage's score; 0 when there is none.</returns>
    public static double Score(QueryPlan plan, LexicalResult lexical, IReadOnlyList<Reranked> ranked) =>
        Inputs(plan, lexical, ranked).Select(inputs => Logistic(inputs, Weights)).DefaultIfEmpty().Max();

    internal static double Logistic(ReadOnlySpan<double> inputs, ReadOnlySpan<double> weights)
    {
        var sum = weights[0];
        for (var i = 0; i < inputs.Length; i++)
        {
            sum += weights[i + 1] * inputs[i];
        }

        return 1 / (1 + Math.Exp(-sum));
    }

    /// <summary>Of each passage: weight covered, weight in one place, likeness of embeddings.</summary>
    internal static IEnumerable<double[]> Inputs(QueryPlan plan, LexicalResult lexical, IReadOnlyList<Reranked> ranked)
    {
        var finder = new TermFinder(lexical.Terms);
        var all = lexical.Terms.Sum(term => term.Share);
        foreach (var one in ranked.Take(Reads))
        {
            // A word that only resembles what was asked is half an answer to the search and hardly one to the asker.
            var body = finder.In(one.Candidate.Body).ConvertAll(found => found with { Closeness = found.Closeness * found.Closeness });
            var held = new double[lexical.Terms.Count];
            foreach (var found in body.Concat(finder.In(one.Candidate.Above)))
            {
                held[found.Term] = Math.Max(held[found.Term], found.Closeness * found.Closeness);
            }

            var covered = lexical.Terms.Index().Sum(term => held[term.Index] * term.Item.Share);
            yield return
            [
                all > 0 ? covered / all : 0,
                all > 0 ? Closeness.Best(body, one.Candidate.Body.SentenceCount, [.. lexical.Terms.Select(term => term.Share)]) / all : 0,
                one.Candidate.Similarity ?? 0,
            ];
        }
    }
}
