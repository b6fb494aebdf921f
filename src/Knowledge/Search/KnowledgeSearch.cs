using Microsoft.Extensions.Options;
using Parley.Text;
using Parley.Knowledge.Search;
using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>Finds the passages that speak of what is asked, of those that the asker may see.</summary>
public sealed class KnowledgeSearch
{
    private const int Judged = 3;
    private const int MostLanguages = 4;

    private readonly TenantDatabase _database;
    private readonly Sealer _sealer;
    private readonly KnowledgeOptions _options;

    public KnowledgeSearch(TenantDatabase database, Sealer sealer, IOptions<KnowledgeOptions> options) =>
        (_database, _sealer, _options) = (database, sealer, options.Value);

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
        var score = Relevance.Score(found.Terms, found.Shares, hits.Take(Judged).Select(hit => (hit.Hit.Text, hit.Coverage)));
        var floor = hits.Count > 0 && found.Namespaces.Single(known => known.Name == hits[0].Hit.Namespace).FloorPermille is { } permille
            ? permille / 1000.0
            : _options.Floor;
        return new SearchResult([.. hits.Take(request.TopK).Select(hit => hit.Hit)], hits.Count > 0 && score >= floor, score);
    }

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

        var postings = await index.PostingsAsync([.. namespaces.Select(known => known.Name)], terms, aclTags);
        var chunks = statistics.Sum(row => row.Chunks);
        var corpus = new Corpus(chunks, chunks > 0 ? (double)statistics.Sum(row => row.BodyLength) / chunks : 0);
        var ranked = Bm25F.Rank(terms, postings, corpus, Fields, Math.Max(request.TopK, Judged), out var shares);
        var rows = new Dictionary<(string, long), ChunkRow>();
        var documents = new List<(string Namespace, DocumentTextRow Row)>();
        foreach (var group in ranked.GroupBy(hit => hit.Namespace))
        {
            var found = await index.ChunksAsync(group.Key, [.. group.Select(hit => hit.Chunk)]);
            foreach (var chunk in found)
            {
                rows[(group.Key, chunk.Number)] = chunk;
            }

            documents.AddRange((await index.DocumentsAsync([.. found.Select(chunk => chunk.DocumentId).Distinct()])).Select(row => (group.Key, row)));
        }

        return new Found(namespaces, terms, shares, ranked, rows, documents);
    }

    private async Task<List<(SearchHit Hit, double Coverage)>> UnsealAsync(TenantScope tenant, Found found, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<string, (string Text, Outline Outline)>();
        foreach (var group in found.Documents.GroupBy(document => document.Namespace))
        {
            var key = await _sealer.KeyAsync(tenant.Id, Seals.KeyOwner(group.Key), cancellationToken);
            foreach (var (_, row) in group)
            {
                texts[row.Id] = (key.Open(Seals.Documents, Seals.Content(row.Id), row.Content), Seals.Outline(key, row.Id, row.Outline));
            }
        }

        var hits = new List<(SearchHit, double)>();
        foreach (var hit in found.Ranked)
        {
            var row = found.Rows[(hit.Namespace, hit.Chunk)];
            var (text, outline) = texts[row.DocumentId];
            hits.Add((
                new SearchHit(
                    new ChunkId(row.Id), new DocumentId(row.DocumentId), row.ExternalId, hit.Namespace, outline.Title,
                    outline.Headings[(int)row.Ordinal], null, (int)row.StartAt, (int)row.EndAt, text[(int)row.StartAt..(int)row.EndAt], hit.Score),
                hit.Coverage));
        }

        return hits;
    }

    private sealed record Found(
        IReadOnlyList<NamespaceRow> Namespaces, IReadOnlyList<SearchTerm> Terms, double[] Shares, IReadOnlyList<Ranked> Ranked,
        IReadOnlyDictionary<(string, long), ChunkRow> Rows, IReadOnlyList<(string Namespace, DocumentTextRow Row)> Documents);
}
