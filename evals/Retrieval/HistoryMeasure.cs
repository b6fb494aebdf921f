using Parley.Evaluation;

namespace Parley.Retrieval;

/// <summary>What a conversation about something else does to questions that stand alone: the price of following up.</summary>
internal static class HistoryMeasure
{
    private const int Every = 8;

    public static async Task RunAsync(string folder)
    {
        var set = RetrievalSetReader.Read(Path.Combine(folder, "squad"))[0];
        var search = new OurSearch(new MemoryIndex(set), new Parts());
        var asked = set.Questions.Where((question, i) => question.IsForReporting && i % Every == 0).ToList();
        var texts = set.Documents.ToDictionary(document => document.Id, document => document.Text);
        var after = asked.Select((question, i) =>
        {
            var other = asked[(i + (asked.Count / 2)) % asked.Count];
            return question with { History = [new(true, other.Text), new(false, texts[other.Gold.Keys.First()])] };
        });
        var alone = await RetrievalRun.OfAsync("alone", asked, search.SearchAsync, default);
        var changed = await RetrievalRun.OfAsync("after a question about something else", after, search.SearchAsync, default);
        foreach (var run in new[] { alone, changed })
        {
            Console.WriteLine($"{run.Set}: recall@5 {run.Mean.Recall5:F3}, nDCG@10 {run.Mean.Ndcg:F3} of {run.Outcomes.Count} questions");
        }
    }
}
