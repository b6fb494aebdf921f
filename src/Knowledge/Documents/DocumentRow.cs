using System.Text.Json;
using Parley.Storage;

namespace Parley.Knowledge;

internal sealed record DocumentRow(
    string Id, string Namespace, string ExternalId, string State, string? Step, long Progress, byte[]? Error, string MediaType, long Bytes,
    string Sha256, string Acl, string LiveAcl, byte[] Card, byte[]? Outline, long Chunks, long CreatedAt, long UpdatedAt, string Steps, string? Same)
{
    // A job whose worker was lost each time is dead without having said so to its document.
    public const string Select =
        """
        SELECT d.id AS Id, d.namespace AS Namespace, d.external_id AS ExternalId,
          CASE WHEN d.state IN ('queued', 'running') AND h.state = 'failed' THEN 'failed' ELSE d.state END AS State,
          d.step AS Step, d.progress AS Progress, d.error AS Error, COALESCE(d.live_media_type, d.media_type) AS MediaType, d.bytes AS Bytes, d.sha256 AS Sha256,
          d.acl AS Acl, d.live_acl AS LiveAcl, d.card AS Card, d.outline AS Outline, d.chunks AS Chunks, d.created_at AS CreatedAt,
          d.updated_at AS UpdatedAt, d.steps AS Steps,
          (SELECT o.id || ' ' || o.acl FROM knowledge_documents o
           WHERE o.tenant_id = @tenant AND o.namespace = d.namespace AND o.sha256 = d.sha256 AND o.id < d.id ORDER BY o.id LIMIT 1) AS Same
        FROM knowledge_documents d LEFT JOIN sys_jobs h ON h.id = d.job_id AND h.tenant_id = d.tenant_id
        WHERE d.tenant_id = @tenant
        """;

    /// <param name="tags">The reader's access tags, or null for one who sees every entry: the title of a text that they may not read is not told.</param>
    public KnowledgeDocument Open(DataKey key, IReadOnlyList<string>? tags)
    {
        var card = Seals.Card(key, Id, Card);
        var outline = Outline is null ? null : Seals.Outline(key, Id, Outline);
        var isOver = State is "ready" or "failed";
        return new KnowledgeDocument(
            new DocumentId(Id), Namespace, ExternalId, card.Title ?? (tags is null || AccessTags.Allows(LiveAcl, tags) ? outline?.Title : null), MediaType, State, isOver ? null : Step,
            State == "ready" ? 100 : Progress,
            State != "failed" ? null : Error is null ? "Its worker was lost each time." : key.Open(Seals.Documents, Seals.Error(Id), Error),
            Chunks, Bytes, Sha256, AccessTags.Split(Acl), card.Url, card.Metadata,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAt),
            JsonSerializer.Deserialize<DocumentStep[]>(Steps)!)
        {
            DuplicateOf = Same?.Split(' ', 2) is [var older, var acl] && (tags is null || AccessTags.Allows(acl, tags)) ? new DocumentId(older) : null,
        };
    }
}

/// <summary>The names under which a document's texts are sealed, so that one is never read as another.</summary>
internal static class Seals
{
    public const string Documents = "knowledge_documents";
    public const string Chunks = "knowledge_chunks";
    public const string Originals = "knowledge_originals";
    public const string Drafts = "knowledge_drafts";

    /// <summary>What came with a conversation is its owner's, and goes with the owner's key.</summary>
    public static string KeyOwner(string @namespace) => AttachedNamespace.Parse(@namespace)?.Subject.Value ?? "knowledge:" + @namespace;

    public static string Error(string id) => id + "/error";

    public static string Content(string id) => id + "/content";

    public static byte[] Seal(DataKey key, string id, DocumentCard card) => key.Seal(Documents, id + "/card", JsonSerializer.Serialize(card));

    public static DocumentCard Card(DataKey key, string id, byte[] card) =>
        JsonSerializer.Deserialize<DocumentCard>(key.Open(Documents, id + "/card", card))!;

    public static byte[] Seal(DataKey key, string id, Outline outline) => key.Seal(Documents, id + "/outline", JsonSerializer.Serialize(outline));

    public static Outline Outline(DataKey key, string id, byte[] outline) =>
        JsonSerializer.Deserialize<Outline>(key.Open(Documents, id + "/outline", outline))!;
}
