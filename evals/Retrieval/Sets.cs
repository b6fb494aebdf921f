using Parley.Evaluation;
using Parley.Ranking;

namespace Parley.Retrieval;

/// <summary>The sets of a folder, ready to be searched.</summary>
internal static class Sets
{
    public static readonly IReadOnlyList<string> All = ["squad", "xquad", "stackfaq", "covidfaq", "product-docs", "cast"];

    /// <summary>The sets by the names of their folders; of conversations a second time the questions that follow up on something.</summary>
    public static IEnumerable<(string Family, RetrievalSet Set)> Read(string folder, IEnumerable<string> families)
    {
        foreach (var family in families)
        {
            foreach (var set in RetrievalSetReader.Read(Path.Combine(folder, family)))
            {
                yield return (family, set);
                if (set.Questions.Where(question => question.History.Count > 0).ToList() is { Count: > 0 } followUps)
                {
                    yield return ($"{family} follow-ups", set with { Name = $"{set.Name} follow-ups", Questions = followUps });
                }
            }
        }
    }

    public static Task<RetrievalRun> RunAsync(RetrievalSet set, Parts parts) =>
        RetrievalRun.OfAsync(set.Name, set.Questions, new OurSearch(new MemoryIndex(set), parts).SearchAsync, default);
}
