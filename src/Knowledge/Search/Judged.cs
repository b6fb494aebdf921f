using Parley.Ranking;

namespace Parley.Knowledge.Search;

/// <summary>The candidates of a search in their final order, with all that was seen of them.</summary>
internal sealed record Judged(
    IReadOnlyList<Reranked> Ranked, IReadOnlyDictionary<long, ReadCandidate> Read, IReadOnlyDictionary<long, Fused> Fused,
    IReadOnlyList<WeighedTerm> Terms, IReadOnlyList<ExplainedLeg> Legs)
{
    public static readonly Judged Nothing = new([], new Dictionary<long, ReadCandidate>(), new Dictionary<long, Fused>(), [], []);
}
