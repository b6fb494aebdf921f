using Parley.Embedding;
using Parley.Knowledge.Ingestion;
using Parley.Ranking;
using Parley.Storage;
using Parley.Text;

namespace Parley.Knowledge.Search;

/// <summary>A candidate with what people are shown of it.</summary>
internal sealed record ReadCandidate(Candidate Candidate, SearchHit Hit);

/// <summary>Opens what was found, so that it can be judged.</summary>
internal sealed class CandidateReader(Sealer sealer)
{
    /// <param name="asked">The question's vector by the built-in embedding.</param>
    /// <param name="similar">Cosines by the built-in embedding that are known already.</param>
    public async Task<IReadOnlyDictionary<long, ReadCandidate>> OpenAsync(
        TenantScope tenant, SearchScope scope, IReadOnlyList<Fused> found, IReadOnlyDictionary<long, ChunkRow> rows, float[] asked,
        IReadOnlyDictionary<long, double> similar, CancellationToken cancellationToken)
    {
        var opened = new Dictionary<long, ReadCandidate>();
        foreach (var fused in found)
        {
            if (rows.TryGetValue(fused.Chunk, out var row))
            {
                var name = scope.Place(fused.Chunk).Namespace.Name;
                opened[fused.Chunk] = Open(await sealer.KeyAsync(tenant.Id, Seals.KeyOwner(name), cancellationToken), fused, row, name, asked, similar);
            }
        }

        return opened;
    }

    private static ReadCandidate Open(DataKey key, Fused fused, ChunkRow row, string @namespace, float[] asked, IReadOnlyDictionary<long, double> similar)
    {
        var card = ChunkCard.Open(key, row.Id, row.Card);
        var hit = new SearchHit(
            new ChunkId(row.Id), new DocumentId(row.DocumentId), row.ExternalId, @namespace, card.Title, card.Heading, (int?)row.Page, (int)row.StartAt,
            (int)row.EndAt, card.Text, 0)
        {
            ParentStart = (int)(row.ParentStart ?? row.StartAt),
            ParentEnd = (int)(row.ParentEnd ?? row.EndAt),
        };
        var candidate = new Candidate(
            fused.Chunk, card.Text, card.Title, card.Heading, card.Question, card.Title ?? row.DocumentId, Language.Find(row.Language), fused.Lexical ?? 0,
            similar.TryGetValue(fused.Chunk, out var cosine) ? cosine : Cosine.Of(asked, ChunkEmbedding.Of(ChunkEmbedding.TextOf(card))))
        {
            TitleSimilarity = (card.Question ?? card.Title) is { } title ? Cosine.Of(asked, BuiltInEmbedder.Embed(title)) : null,
        };
        return new(candidate, hit);
    }
}
