using Parley.Embedding;
using Parley.Evaluation;
using Parley.Ranking;

namespace Parley.Retrieval;

/// <summary>The parts of our search, each of which can be switched off.</summary>
internal sealed record Parts
{
    public FieldWeights Fields { get; init; } = new();

    public PlanningWeights Planning { get; init; } = new();

    public FeatureWeights Features { get; init; } = FeatureWeights.Default;

    public bool Reranks { get; init; } = true;

    public bool Respells { get; init; } = true;

    public bool Embeds { get; init; } = true;

    public int Pool { get; init; } = 50;

    public int Vectors { get; init; } = 25;

    public double LeastShare { get; init; } = Selection.LeastShare;
}

/// <summary>Our search over an index in memory: the same plan, legs, fusion and reranking as over a database.</summary>
internal sealed class OurSearch(MemoryIndex index, Parts parts)
{
    public ValueTask<RetrievalAnswer> SearchAsync(RetrievalQuestion question, int top, CancellationToken cancellationToken)
    {
        var found = Retrieve(question);
        var taken = Selection.Take(found.Ranked, top, parts.LeastShare);
        return ValueTask.FromResult(new RetrievalAnswer([.. taken.Select(one => index.Set.Documents[(int)one.Candidate.Chunk].Id)], found.Answerable));
    }

    public (QueryPlan Plan, LexicalResult Lexical, IReadOnlyList<Reranked> Ranked, double Answerable) Retrieve(RetrievalQuestion question)
    {
        var history = question.History.Select(message => new SaidBefore(message.IsUser, message.Text)).ToList();
        var plan = QueryPlanner.Plan(question.Text, history, index.Languages, parts.Planning);
        if (parts.Respells)
        {
            plan = Spelling.Respell(plan, index.Holds, index.Beginning);
        }

        var lexical = LexicalRanker.Rank(plan, index.Postings, index.Size, parts.Fields, parts.Pool);
        var asked = parts.Embeds ? BuiltInEmbedder.Embed(plan.Tried[^1]) : null;
        var near = asked is null ? [] : index.Nearest(asked, parts.Vectors);
        var candidates = WeightedFusion.Fuse(lexical, near, parts.Pool).Select(fused => index.Candidate(fused.Chunk, fused.Lexical ?? 0, asked)).ToList();
        var ranked = parts.Reranks
            ? Diversity.Apply(FeatureRanker.Rank(plan, lexical, candidates, parts.Features), RetrievalMeasures.Depth)
            : [.. candidates.Select(candidate => new Reranked(candidate, candidate.Lexical, []))];
        return (plan, lexical, ranked, Answerability.Score(plan, lexical, ranked));
    }
}
