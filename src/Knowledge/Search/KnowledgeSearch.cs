using Microsoft.Extensions.Options;
using Parley.Knowledge.Indexing;
using Parley.Knowledge.Ingestion;
using Parley.Knowledge.Search;
using Parley.Storage;
using Parley.Text;

namespace Parley.Knowledge;

/// <summary>Finds the passages that speak of what is asked, of those that the asker may see.</summary>
public sealed class KnowledgeSearch
{
    private const int Judged = 3;
    private const int MostLanguages = 4;

    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;
    private readonly FactsCache _facts;
    private readonly DocumentTexts _texts;
    private readonly KnowledgeOptions _options;

    internal KnowledgeSearch(TenantDatabase database, Sealer sealer, FactsCache facts, DocumentTexts texts, IOptions<KnowledgeOptions> options) =>
        (_database, _sealer, _facts, _texts, _options) = (database, sealer, facts, texts, options.Value);

    /// <summary>Changed by measurements alone.</summary>
    internal FieldWeights Fields { get; init; } = new();

    /// <param name="aclTags">The asker's access tags; a document is found when it has one of them.</param>
    public async Task<SearchResult> SearchAsync(
        TenantScope tenant, IReadOnlyList<string> aclTags, SearchRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenant, aclTags, request, cancellationToken) is not { } found)
        {
            return new SearchResult([], false, 0);
        }

        var hits = await UnsealAsync(tenant, found, cancellationToken);
        var score = Relevance.Score(found.Terms, found.Lexical.Shares, hits.Take(Judged).Select(hit => (hit.Hit.Text, hit.Coverage)));
        var floor = hits.Count > 0 && found.Namespaces.Single(known => known.Name == hits[0].Hit.Namespace).FloorPermille is { } permille
            ? permille / 1000.0
            : _options.Floor;
        return new SearchResult([.. hits.Take(request.TopK).Select(hit => hit.Hit)], hits.Count > 0 && score >= floor, score);
    }

    /// <summary>
    /// What is read of what was found: each chunk with its section around it, neighbours of one document as one passage, as much as there is
    /// room for; the best first.
    /// </summary>
    /// <param name="room">How much may be read, in the unit of <paramref name="cost"/>.</param>
    /// <param name="cost">What a passage takes.</param>
    public async Task<IReadOnlyList<SearchHit>> ReadAsync(
        TenantScope tenant, IReadOnlyList<SearchHit> hits, long room, Func<SearchHit, long> cost, CancellationToken cancellationToken) => Stitching.Read(
        hits, await _texts.LoadAsync(tenant, hits.Select(hit => (hit.Namespace, hit.DocumentId)), cancellationToken), room, cost);

    // One snapshot; what it holds stays sealed, because a key may have to be fetched over a connection of its own.
    private async Task<Found?> FindAsync(
        TenantScope tenant, IReadOnlyList<string> aclTags, SearchRequest request, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenAsync(tenant, cancellationToken);
        var index = new IndexReader(connection);
        var namespaces = await index.NamespacesAsync(request.Namespaces, request.Attached?.Name);
        aclTags = request.Attached is { } attached ? [.. aclTags, attached.Tag] : aclTags;
        var statistics = await index.StatisticsAsync([.. namespaces.Select(known => known.Name)]);
        var languages = statistics.GroupBy(row => row.Language).OrderByDescending(group => group.Sum(row => row.Chunks))
            .ThenBy(group => group.Key, StringComparer.Ordinal).Take(MostLanguages).Select(group => Language.Find(group.Key)).ToList();
        var terms = SearchTerms.Of(request.Query, languages);
        if (terms.Count == 0 || statistics.Count == 0 || aclTags.Count == 0)
        {
            return null;
        }

        var searched = new List<SearchedNamespace>();
        foreach (var known in namespaces)
        {
            searched.Add(new(known.Name, await _facts.GetAsync(connection, known.Name, known.Version)));
        }

        var allowed = await AccessSets.OfAsync(connection, aclTags);
        var chunks = statistics.Sum(row => row.Chunks);
        var corpus = new Corpus(chunks, chunks > 0 ? (double)statistics.Sum(row => row.BodyLength) / chunks : 0);
        var found = await LexicalLeg.FindAsync(index, searched, allowed, terms, corpus, Fields, Math.Max(request.TopK, Judged));
        var rows = new Dictionary<(string, long), ChunkRow>();
        foreach (var group in found.Ranked.GroupBy(hit => hit.Namespace))
        {
            foreach (var chunk in await index.ChunksAsync(group.Key, [.. group.Select(hit => (long)hit.Chunk)]))
            {
                rows[(group.Key, chunk.Number)] = chunk;
            }
        }

        return new Found(namespaces, terms, found, rows);
    }

    private async Task<List<(SearchHit Hit, double Coverage)>> UnsealAsync(TenantScope tenant, Found found, CancellationToken cancellationToken)
    {
        var hits = new List<(SearchHit, double)>();
        foreach (var hit in found.Lexical.Ranked)
        {
            var key = await _sealer.KeyAsync(tenant.Id, Seals.KeyOwner(hit.Namespace), cancellationToken);
            var row = found.Rows[(hit.Namespace, hit.Chunk)];
            var card = ChunkCard.Open(key, row.Id, row.Card);
            hits.Add((
                new SearchHit(
                    new ChunkId(row.Id), new DocumentId(row.DocumentId), row.ExternalId, hit.Namespace, card.Title, card.Heading, (int?)row.Page,
                    (int)row.StartAt, (int)row.EndAt, card.Text, hit.Score)
                {
                    ParentStart = (int)(row.ParentStart ?? row.StartAt),
                    ParentEnd = (int)(row.ParentEnd ?? row.EndAt),
                },
                hit.Coverage));
        }

        return hits;
    }

    private sealed record Found(
        IReadOnlyList<NamespaceRow> Namespaces, IReadOnlyList<SearchTerm> Terms, LexicalFound Lexical,
        IReadOnlyDictionary<(string, long), ChunkRow> Rows);
}
