using Parley.Ranking;

namespace Parley.Knowledge.Search;

/// <summary>Writes down how a search came to what it found.</summary>
internal static class Explaining
{
    private static readonly string[] Names = [.. Enum.GetValues<Feature>().Select(feature => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName($"{feature}"))];

    public static SearchExplanation Of(QueryPlan plan, IReadOnlyList<string> aclTags, SearchScope scope, Judged judged, double floor, IReadOnlyList<Reranked> taken) => new(
        plan.Tried, plan.Language.Code, plan.NeedsDocuments, plan.IsFollowUp, [.. judged.Terms.Select(Term)],
        new([.. scope.Namespaces.Select(one => one.Name)], aclTags, scope.Size.Chunks), judged.Legs,
        [.. judged.Ranked.Select(one => Candidate(judged, one, taken.Contains(one)))], floor)
    {
        Top = taken.Count,
    };

    private static ExplainedTerm Term(WeighedTerm term) => new(
        term.Term.Word, $"{term.Term.Origin}".ToLowerInvariant(), term.Weight, term.Holding,
        term.Term.Forms.GroupBy(form => form.Form).ToDictionary(form => form.Key, form => form.First().Closeness));

    private static ExplainedCandidate Candidate(Judged judged, Reranked one, bool isSelected)
    {
        var (fused, read) = (judged.Fused[one.Candidate.Chunk], judged.Read[one.Candidate.Chunk]);
        return new(
            read.Hit.ChunkId, read.Hit.DocumentId, read.Hit.Title, read.Hit.Heading, fused.Lexical, fused.Similarity, fused.Score,
            one.Features.Index().ToDictionary(feature => Names[feature.Index], feature => Math.Round(feature.Item, 4)), one.Score, one.IsDuplicate, isSelected);
    }
}
