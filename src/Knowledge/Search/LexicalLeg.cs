using Parley.Ranking;

namespace Parley.Knowledge.Search;

/// <summary>Finds chunks by their words, of those that the asker may see.</summary>
internal static class LexicalLeg
{
    // Where words that begin with one letter would be too many, they are looked up by two.
    private const int LargeCorpus = 20_000;

    // A text pasted as a question has many.
    private const int MostUnknown = 5;

    // Of the words that an unknown one resembles, most may stand in texts alone that the asker may not see.
    private const int MostTried = 96;
    private const int TriedAtOnce = 12;

    /// <returns>What was found, and the plan with the likely spellings of words that no text holds.</returns>
    public static async Task<(QueryPlan Plan, LexicalResult Found)> FindAsync(
        IndexReader index, SearchScope scope, QueryPlan plan, FieldWeights fields, int top)
    {
        var postings = new PackedPostings(scope);
        await postings.AddAsync(index, [.. plan.Forms]);
        var unknown = Spelling.Unknown(plan, postings.Holds).Take(MostUnknown).ToList();
        if (unknown.Count > 0)
        {
            var known = new Dictionary<string, IReadOnlyList<(string, long)>>(StringComparer.Ordinal);
            foreach (var form in unknown)
            {
                known[form] = await NearAsync(index, scope, postings, form);
            }

            plan = Spelling.Respell(plan, postings.Holds, form => known.GetValueOrDefault(form, []));
        }

        return (plan, LexicalRanker.Rank(plan, postings, scope.Size, fields, top));
    }

    // The vocabulary knows words of documents that the asker may not see; nobody is to be told of them, and they take nobody's place.
    private static async Task<IReadOnlyList<(string Form, long Holding)>> NearAsync(IndexReader index, SearchScope scope, PackedPostings postings, string form)
    {
        string[] names = [.. scope.Namespaces.Select(one => one.Name)];
        var alike = await index.VocabularyAsync(names, form[..(scope.Size.Chunks > LargeCorpus ? Spelling.Prefix + 1 : Spelling.Prefix)]);
        var near = await index.SizesAsync(names, [.. Spelling.All(form, alike.Select(term => (term, 0L))).Select(known => known.Form)]);
        var seen = new List<(string, long)>();
        foreach (var some in Spelling.All(form, near).Take(MostTried).Chunk(TriedAtOnce))
        {
            await postings.AddAsync(index, [.. some.Select(known => known.Form)]);
            seen.AddRange(some.Where(known => postings.Holds(known.Form)).Select(known => (known.Form, known.Holding)));
            if (seen.Count >= Spelling.Most)
            {
                break;
            }
        }

        return seen;
    }
}
