using System.Globalization;
using Parley.Evaluation;
using Parley.Ranking;

namespace Parley.Retrieval;

/// <summary>What each part is worth: nDCG@10 of every family with that part switched off.</summary>
internal static class Ablation
{
    private static readonly (string Name, Parts Parts)[] Rows =
    [
        ("ours, all parts", new()),
        ("without fields: a title's word counts once", new() { Fields = new(Title: 1, Heading: 1, Question: 1) }),
        ("without synonyms", new() { Planning = new(Synonym: 0, Related: 0) }),
        ("without weights of common words", new() { Planning = new(CommonWord: 1) }),
        ("without joined words", new() { Planning = new(Joined: 0) }),
        ("without spelling", new() { Respells = false }),
        ("without the conversation", new() { Planning = new() { History = new(0, 0) } }),
        ("without the cut", new() { LeastShare = 0 }),
        ("without embedding", new() { Embeds = false }),
        ("without reranking: words alone", new() { Reranks = false, Embeds = false }),
        ("without reranking: words and vectors fused", new() { Reranks = false }),
    ];

    /// <param name="only">Words of the rows that are wanted; none for all.</param>
    public static async Task RunAsync(string folder, IReadOnlyList<string> only)
    {
        var families = Sets.Read(folder, Sets.All).GroupBy(pair => pair.Family, pair => pair.Set).ToList();
        Console.WriteLine($"| nDCG@10 | {string.Join(" | ", families.Select(family => family.Key))} |");
        Console.WriteLine($"|---|{string.Concat(families.Select(_ => "---|"))}");
        if (only.Count == 0)
        {
            await RowAsync("BM25 without analysis: words in lower case", families, set => RunAsync(set, new PlainBm25(set, analyses: false)));
            await RowAsync("BM25", families, set => RunAsync(set, new PlainBm25(set)));
        }

        foreach (var (name, parts) in Rows.Where(row => only.Count == 0 || only.Any(word => row.Name.Contains(word, StringComparison.Ordinal))))
        {
            await RowAsync(name, families, set => Sets.RunAsync(set, parts));
        }
    }

    private static Task<RetrievalRun> RunAsync(RetrievalSet set, PlainBm25 plain) => RetrievalRun.OfAsync(set.Name, set.Questions, plain.SearchAsync, default);

    private static async Task RowAsync(string name, IEnumerable<IEnumerable<RetrievalSet>> families, Func<RetrievalSet, Task<RetrievalRun>> run)
    {
        var cells = new List<string>();
        foreach (var family in families)
        {
            var sum = 0.0;
            foreach (var set in family)
            {
                sum += (await run(set)).Mean.Ndcg;
            }

            cells.Add((sum / family.Count()).ToString("F3", CultureInfo.InvariantCulture));
        }

        Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
    }
}
