namespace Parley.Ranking.Tests;

/// <summary>BM25F as its formula stands: every posting is looked at, and every chunk sorted.</summary>
internal static class PlainRanking
{
    private const double SameThing = 0.6;

    public static IReadOnlyList<Found> Rank(
        QueryPlan plan, IReadOnlyDictionary<string, List<Posting>> lists, CorpusSize corpus, FieldWeights fields, int top)
    {
        var scores = new Dictionary<int, double>();
        foreach (var (weight, term) in plan.Terms.Select(term => (Weight: term.Weight * Bm25F.Weight(corpus.Chunks, Holding(term, lists)), term)).OrderByDescending(one => one.Weight))
        {
            var occurrences = term.Forms.SelectMany(form => lists.GetValueOrDefault(form.Form, []).Select(posting => (posting.Chunk, Said: form.Closeness * Bm25F.Frequency(posting, corpus, fields))));
            foreach (var chunk in occurrences.GroupBy(one => one.Chunk))
            {
                scores[chunk.Key] = scores.GetValueOrDefault(chunk.Key) + (weight * Bm25F.Saturated(chunk.Max(one => one.Said), fields));
            }
        }

        return [.. scores.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(top).Select(pair => new Found(pair.Key, pair.Value))];
    }

    private static int Holding(PlannedTerm term, IReadOnlyDictionary<string, List<Posting>> lists)
    {
        var same = Chunks(term.Forms.Where(form => form.Closeness >= SameThing));
        return same > 0 ? same : Chunks(term.Forms);

        int Chunks(IEnumerable<PlannedForm> forms) =>
            forms.SelectMany(form => lists.GetValueOrDefault(form.Form, []).Select(posting => posting.Chunk)).Distinct().Count();
    }
}
