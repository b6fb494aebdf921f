using Microsoft.Extensions.Options;
using Parley.Embedding;
using Parley.Knowledge.Embeddings;
using Parley.Models;
using Parley.Ranking;

namespace Parley.Knowledge.Asking;

/// <summary>What connected models said of a question, before anything was looked up.</summary>
/// <param name="Plan">The plan of the question as it was said anew; null where it was not.</param>
/// <param name="Imagined">A made-up answer; null for none.</param>
/// <param name="Vectors">The question by each connected model.</param>
/// <param name="State">How the embedding went: <c>answered late failed</c>.</param>
/// <param name="Legs">How the rest went.</param>
internal sealed record AskedModels(
    QueryPlan? Plan, string? Imagined, IReadOnlyDictionary<EmbeddingModel, float[]> Vectors, string State, IReadOnlyList<ExplainedLeg> Legs)
{
    public static readonly AskedModels Nothing = new(null, null, new Dictionary<EmbeddingModel, float[]>(), "answered", []);

    /// <summary>What is looked for by meaning.</summary>
    public string TextOf(QueryPlan plan) => Imagined is null ? plan.Tried[^1] : plan.Tried[^1] + "\n" + Imagined;

    /// <summary>The question by each model that embeds something searched.</summary>
    public IReadOnlyDictionary<EmbeddingModel, float[]> With(QueryPlan plan) =>
        new Dictionary<EmbeddingModel, float[]>(Vectors) { [EmbeddingModel.BuiltIn] = BuiltInEmbedder.Embed(TextOf(plan)) };
}

/// <summary>Asks connected models for a search: while the question is understood, and when its passages are ordered. No connection to a database is held meanwhile.</summary>
internal sealed class SearchModels(
    QueryEmbedder embedder, QuestionWriter writer, SecondReading reading, IOptions<SearchModelOptions> options, TimeProvider time)
{
    /// <summary>Whether any connected model may have something to say of this search.</summary>
    public bool IsWanted(SearchRequest request, QueryPlan plan, EmbeddingScope embeddings) =>
        (request.Mode != SearchMode.Lexical && (embeddings.Models.Any(model => !model.IsBuiltIn) || writer.MayImagine))
        || (plan.IsFollowUp && writer.MayRewrite);

    public async Task<AskedModels> AskAsync(
        TenantScope tenant, SearchRequest request, QueryPlan plan, EmbeddingScope embeddings, IReadOnlyList<Text.Language> languages, CancellationToken cancellationToken)
    {
        var on = OnOf(tenant, request);
        var (asked, legs) = (AskedModels.Nothing, new List<ExplainedLeg>());
        if (plan.IsFollowUp && await writer.RewriterAsync(tenant, cancellationToken) is { } rewriter)
        {
            var start = time.GetTimestamp();
            var (text, state) = await writer.RewriteAsync(rewriter, request.Query, request.History, on, cancellationToken);
            legs.Add(new($"rewrite by {rewriter.Name}", state, Since(start), 0));
            if (text is not null && QueryPlanner.Plan(text, [], languages) is { Terms.Count: > 0 } better)
            {
                plan = better with { Question = request.Query, NeedsDocuments = true, IsFollowUp = true, Tried = [request.Query, text], Said = plan.Said };
                asked = asked with { Plan = plan };
            }
        }

        if (request.Mode != SearchMode.Lexical && await writer.ImaginationAsync(tenant, cancellationToken) is { } imagination)
        {
            var start = time.GetTimestamp();
            var (text, state) = await writer.ImagineAsync(imagination, plan.Tried[^1], on, cancellationToken);
            legs.Add(new($"hyde by {imagination.Name}", state, Since(start), 0));
            asked = asked with { Imagined = text };
        }

        return request.Mode == SearchMode.Lexical
            ? asked with { Legs = legs }
            : await EmbedAsync(tenant, asked with { Legs = legs }, asked.TextOf(plan), embeddings, on, cancellationToken);
    }

    /// <summary>The passages in the order that connected models and the built-in ranker give them together.</summary>
    /// <param name="similarities">Cosines by the one connected model that embedded all; null where there is none.</param>
    public Task<(IReadOnlyList<Reranked> Ranked, ExplainedLeg? Leg)> OrderAsync(
        TenantScope tenant, SearchRequest request, QueryPlan plan, IReadOnlyList<Reranked> ranked, IReadOnlyDictionary<long, double>? similarities,
        CancellationToken cancellationToken) => reading.ReadAsync(
        tenant, plan.Tried[^1], similarities is null ? ranked : ModelBlend.Apply(ranked, similarities, options.Value.EmbeddingWeight), OnOf(tenant, request), cancellationToken);

    private async Task<AskedModels> EmbedAsync(
        TenantScope tenant, AskedModels asked, string text, EmbeddingScope embeddings, CallContext on, CancellationToken cancellationToken)
    {
        var (vectors, state) = (new Dictionary<EmbeddingModel, float[]>(), "answered");
        foreach (var model in embeddings.Models.Where(model => !model.IsBuiltIn))
        {
            var (vector, isLate) = await embedder.EmbedAsync(tenant, model, text, on with { Purpose = "embedding" }, cancellationToken);
            if (vector is not null)
            {
                vectors[model] = vector;
            }
            else
            {
                state = isLate ? "late" : "failed";
            }
        }

        return asked with { Vectors = vectors, State = state };
    }

    private static CallContext OnOf(TenantScope tenant, SearchRequest request) => request.On ?? new() { Tenant = tenant, Purpose = "search" };

    private long Since(long start) => (long)time.GetElapsedTime(start).TotalMilliseconds;
}
