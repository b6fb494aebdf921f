using Parley.Ranking;

namespace Parley.Knowledge.Search;

/// <summary>Finds chunks by their words, of those that the asker may see.</summary>
internal static class LexicalLeg
{
    // Where words that begin with one letter would be too many, they are looked up by two.
    private const int LargeCorpus = 20_000;

    // A text pasted as a question has many.
    private const int MostUnknown = 5;

    /// <returns>What was found, and the plan with the likely spellings of words that no text holds.</returns>
    public static async Task<(QueryPlan Plan, LexicalResult Found)> FindAsync(
        IndexReader index, SearchScope scope, QueryPlan plan, FieldWeights fields, int top)
    {
        var postings = await ReadAsync(index, scope, [.. plan.Forms]);
        var unknown = Spelling.Unknown(plan, postings).Take(MostUnknown).ToList();
        if (unknown.Count > 0)
        {
            var known = new Dictionary<string, IReadOnlyList<(string, long)>>(StringComparer.Ordinal);
            foreach (var form in unknown)
            {
                known[form] = await index.VocabularyAsync(
                    [.. scope.Namespaces.Select(one => one.Name)], form[..(scope.Size.Chunks > LargeCorpus ? Spelling.Prefix + 1 : Spelling.Prefix)]);
            }

            var own = plan.Forms.ToHashSet(StringComparer.Ordinal);
            plan = Spelling.Respell(plan, postings, form => known.GetValueOrDefault(form, []));
            foreach (var (form, found) in await ReadAsync(index, scope, [.. plan.Forms.Where(form => !own.Contains(form))]))
            {
                postings[form] = found;
            }

            plan = plan with { Terms = [.. plan.Terms.Select(term => Seen(term, own, postings))] };
        }

        return (plan, LexicalRanker.Rank(plan, postings, scope.Size, fields, top));
    }

    // The vocabulary knows words of documents that the asker may not see, and nobody is to be told of them.
    private static PlannedTerm Seen(PlannedTerm term, HashSet<string> own, Dictionary<string, FormPostings> postings) =>
        term with { Forms = [.. term.Forms.Where(form => own.Contains(form.Form) || postings.ContainsKey(form.Form))] };

    private static async Task<Dictionary<string, FormPostings>> ReadAsync(IndexReader index, SearchScope scope, IReadOnlyCollection<string> forms)
    {
        var seen = forms.ToDictionary(form => form, _ => new List<Posting>(), StringComparer.Ordinal);
        foreach (var one in scope.Namespaces)
        {
            foreach (var (form, postings) in await index.PostingsAsync(one.Name, forms))
            {
                var list = seen[form];
                foreach (var (chunk, counts) in postings)
                {
                    if (scope.Allowed.Has(one.Facts.Access(chunk)))
                    {
                        list.Add(new(one.Base + chunk, counts.Body, counts.Title, counts.Heading, counts.Question, one.Facts.Length(chunk)));
                    }
                }
            }
        }

        return seen.Where(pair => pair.Value.Count > 0).ToDictionary(
            pair => pair.Key, pair => new FormPostings(pair.Key, pair.Value.Count, pair.Value), StringComparer.Ordinal);
    }
}
