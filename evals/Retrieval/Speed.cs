using Parley.Embedding;
using Parley.Evaluation;
using Parley.Ranking;

namespace Parley.Retrieval;

/// <summary>What planning, reranking and embedding cost in processor time on one core.</summary>
internal static class Speed
{
    private const int Pool = 50;
    private const int Questions = 300;

    public static void Measure(string folder)
    {
        var set = RetrievalSetReader.Read(Path.Combine(folder, "squad"))[0];
        var index = new MemoryIndex(set);
        var search = new OurSearch(index, new Parts());
        var found = set.Questions.Take(Questions).Select(search.Retrieve).ToList();
        Show("plan", found.Count, () => found.ForEach(one => QueryPlanner.Plan(one.Plan.Question, [], index.Languages)), "question");
        Show($"rerank {Pool} candidates, read anew", found.Count, () => found.ForEach(one => FeatureRanker.Rank(one.Plan, one.Lexical, Anew(one.Ranked))), "question");
        Show("judge whether it answers", found.Count, () => found.ForEach(one => Answerability.Score(one.Plan, one.Lexical, one.Ranked)), "question");
        Show("embed a question", set.Questions.Count, () => set.Questions.ToList().ForEach(question => BuiltInEmbedder.Embed(question.Text)), "text");
        Show("embed a paragraph", set.Documents.Count, () => set.Documents.ToList().ForEach(document => BuiltInEmbedder.Embed(document.Text)), "text");
    }

    private static List<Candidate> Anew(IReadOnlyList<Reranked> ranked) => [.. ranked.Take(Pool).Select(one => one.Candidate).Select(one => new Candidate(
        one.Chunk, one.Text, one.Title, one.Heading, one.Question, one.Group, one.Language, one.Lexical, one.Similarity) { TitleSimilarity = one.TitleSimilarity })];

    private static void Show(string name, int times, Action action, string what)
    {
        action();
        var before = Environment.CpuUsage.TotalTime;
        action();
        var spent = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / times;
        Console.WriteLine($"{name}: {spent:F3} ms a {what}, {1000 / spent:F0}/s");
    }
}
