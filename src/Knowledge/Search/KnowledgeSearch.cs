using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Embedding;
using Parley.Knowledge.Asking;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Search;
using Parley.Ranking;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Finds the passages that speak of what is asked, of those that the asker may see.</summary>
public sealed class KnowledgeSearch
{
    private const int Pool = 50;
    private const int Neighbours = 25;

    private readonly TenantDatabase _database;
    private readonly FactsCache _facts;
    private readonly CandidateReader _candidates;
    private readonly VectorLeg _vectors;
    private readonly DocumentTexts _texts;
    private readonly SearchCache _cache;
    private readonly KnowledgeOptions _options;
    private readonly SearchModels _models;
    private readonly TimeProvider _time;
    private readonly ILogger<KnowledgeSearch> _logger;

    internal KnowledgeSearch(
        TenantDatabase database, FactsCache facts, CandidateReader candidates, VectorLeg vectors, DocumentTexts texts, SearchCache cache,
        IOptions<KnowledgeOptions> options, SearchModels models, TimeProvider time, ILogger<KnowledgeSearch> logger) =>
        (_database, _facts, _candidates, _vectors, _texts, _cache, _options, _models, _time, _logger) =
        (database, facts, candidates, vectors, texts, cache, options.Value, models, time, logger);

    /// <param name="aclTags">The asker's access tags; a document is found when it has one of them.</param>
    public async Task<SearchResult> SearchAsync(
        TenantScope tenant, IReadOnlyList<string> aclTags, SearchRequest request, CancellationToken cancellationToken)
    {
        var (gathered, key) = (default(Gathered), "");
        for (var asked = default(AskedModels); gathered is null;)
        {
            Func<Task<AskedModels>>? ask = null;
            // One snapshot; what it holds stays sealed, because a key may have to be fetched over a connection of its own.
            await using (var connection = await _database.OpenAsync(tenant, cancellationToken))
            {
                var index = new IndexReader(connection);
                var namespaces = await index.NamespacesAsync(request.Namespaces, request.Attached?.Name);
                key = SearchCache.Key(tenant, aclTags, request, namespaces);
                if (_cache.Find(key) is { } known)
                {
                    return known;
                }

                var scope = await SearchScope.ReadAsync(index, _facts, namespaces, request.Attached, aclTags);
                var plan = QueryPlanner.Plan(request.Query, request.History, scope.Languages);
                if (!plan.NeedsDocuments || plan.Terms.Count == 0 || scope.Size.Chunks == 0 || (aclTags.Count == 0 && request.Attached is null))
                {
                    return new([], false, 0, Explaining.Of(plan, aclTags, scope, Judged.Nothing, _options.Floor, []));
                }

                var embeddings = await EmbeddingScope.ReadAsync(connection, namespaces.Select(one => one.Name));
                if (asked is null && _models.IsWanted(request, plan, embeddings))
                {
                    ask = () => _models.AskAsync(tenant, request, plan, embeddings, scope.Languages, cancellationToken);
                }
                else
                {
                    gathered = await GatherAsync(tenant, index, scope, embeddings, asked?.Plan ?? plan, asked ?? AskedModels.Nothing, request, cancellationToken);
                }
            }

            // Models are asked without a connection, and then everything is read anew.
            asked = ask is null ? asked : await ask();
        }

        var judged = await JudgeAsync(tenant, gathered, request, cancellationToken);
        var taken = Selection.Take(judged.Ranked, request.TopK);
        var hits = taken.Select(one => judged.Read[one.Candidate.Chunk].Hit with { Score = one.Score }).ToList();
        var floor = judged.Ranked.Count > 0 && gathered.Scope.Place(judged.Ranked[0].Candidate.Chunk).Namespace.Floor is { } own ? own : _options.Floor;
        var score = Answerability.Score(gathered.Plan, gathered.Lexical, judged.Ranked);
        var result = new SearchResult(
            hits, hits.Count > 0 && score >= floor, score,
            Explaining.Of(gathered.Plan, aclTags, gathered.Scope, judged, floor, taken));
        _cache.Keep(key, result);
        return result;
    }

    /// <summary>
    /// What is read of what was found: each chunk with its section around it, neighbours of one document as one passage, as much as there is
    /// room for; the best first.
    /// </summary>
    /// <param name="aclTags">The asker's access tags: a text that was replaced meanwhile may be for fewer.</param>
    /// <param name="room">How much may be read, in the unit of <paramref name="cost"/>.</param>
    /// <param name="cost">What a passage takes.</param>
    public async Task<IReadOnlyList<SearchHit>> ReadAsync(
        TenantScope tenant, IReadOnlyList<string> aclTags, IReadOnlyList<SearchHit> hits, long room, Func<SearchHit, long> cost,
        CancellationToken cancellationToken) => Stitching.Read(
        hits, await _texts.LoadAsync(tenant, hits.Select(hit => (hit.Namespace, hit.DocumentId)), aclTags, cancellationToken), room, cost);

    // The legs run side by side. What the question's terms weigh is known from its words also where only vectors are wanted.
    private async Task<Gathered> GatherAsync(
        TenantScope tenant, IndexReader index, SearchScope scope, EmbeddingScope embeddings, QueryPlan plan, AskedModels asked, SearchRequest request,
        CancellationToken cancellationToken)
    {
        var pool = Math.Max(Pool, request.TopK);
        var meaning = request.Mode == SearchMode.Lexical
            ? Task.FromResult(VectorFinding.Off(embeddings))
            : _vectors.FindAsync(tenant, scope, embeddings, asked.With(plan), asked.State, Math.Max(Neighbours, request.TopK), cancellationToken);
        var (understood, lexical, words, failure) = await WordsAsync(index, scope, plan, pool);
        if (request.Mode == SearchMode.Vector)
        {
            (lexical, words) = (lexical with { Found = [] }, words with { State = failure is null ? "off" : words.State, Found = 0 });
        }

        var vectors = await meaning;
        if (vectors.Near.Count == 0 || scope.Namespaces.Any(one => embeddings.Of(one.Name).Count == 0))
        {
            // What came with a conversation has no vectors: nobody answers for it.
            failure?.Throw();
        }

        // What failed may have broken the transaction with it.
        await using var anew = failure is null ? null : await _database.OpenAsync(tenant, cancellationToken);
        index = anew is null ? index : new(anew);
        var fused = WeightedFusion.Fuse(lexical, vectors.Near, vectors.IsByModel ? pool + vectors.Near.Count : pool);
        var rows = new Dictionary<long, ChunkRow>();
        foreach (var group in fused.Select(one => scope.Place(one.Chunk)).GroupBy(place => place.Namespace))
        {
            foreach (var row in await index.ChunksAsync(group.Key.Name, [.. group.Select(place => (long)place.Chunk)]))
            {
                rows[group.Key.Base + row.Number] = row;
            }
        }

        var tried = asked.Imagined is { } imagined ? understood with { Tried = [.. understood.Tried, imagined] } : understood;
        return new(scope, tried, lexical, fused, rows, BuiltInEmbedder.Embed(plan.Tried[^1]), vectors, [.. asked.Legs, words, vectors.Leg]);
    }

    /// <returns>Also why words could not be looked up, and then nothing found by them.</returns>
    private async Task<(QueryPlan Plan, LexicalResult Found, ExplainedLeg Leg, ExceptionDispatchInfo? Failure)> WordsAsync(
        IndexReader index, SearchScope scope, QueryPlan plan, int pool)
    {
        const string Name = "lexical";
        var start = _time.GetTimestamp();
        try
        {
            var (understood, found) = await LexicalLeg.FindAsync(index, scope, plan, new(), pool);
            return (understood, found, new(Name, "answered", Since(start), found.Found.Count), null);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _logger.LexicalLegFailed(exception);
            return (plan, LexicalRanker.Rank(plan, new PackedPostings(scope), scope.Size, new(), pool), new(Name, "failed", Since(start), 0), ExceptionDispatchInfo.Capture(exception));
        }
    }

    private long Since(long start) => (long)_time.GetElapsedTime(start).TotalMilliseconds;

    private async Task<Judged> JudgeAsync(TenantScope tenant, Gathered gathered, SearchRequest request, CancellationToken cancellationToken)
    {
        var (similar, byModel) = await _vectors.ScoreAsync(tenant, gathered.Scope, gathered.Vectors, gathered.Fused.Select(one => one.Chunk), cancellationToken);
        var read = await _candidates.OpenAsync(tenant, gathered.Scope, gathered.Fused, gathered.Rows, gathered.Asked, similar, cancellationToken);
        var candidates = gathered.Fused.Where(one => read.ContainsKey(one.Chunk)).Select(one => read[one.Chunk].Candidate).ToList();
        var (ordered, leg) = await _models.OrderAsync(
            tenant, request, gathered.Plan, FeatureRanker.Rank(gathered.Plan, gathered.Lexical, candidates), gathered.Vectors.IsByOneModel ? byModel : null, cancellationToken);
        var ranked = Diversity.Apply(ordered, Math.Max(request.TopK, Answerability.Reads));
        return new(
            ranked, read, gathered.Fused.ToDictionary(one => one.Chunk), gathered.Lexical.Terms, leg is null ? gathered.Legs : [.. gathered.Legs, leg]);
    }

    /// <summary>What the legs brought, out of one snapshot.</summary>
    private sealed record Gathered(
        SearchScope Scope, QueryPlan Plan, LexicalResult Lexical, IReadOnlyList<Fused> Fused, IReadOnlyDictionary<long, ChunkRow> Rows,
        float[] Asked, VectorFinding Vectors, IReadOnlyList<ExplainedLeg> Legs);
}
