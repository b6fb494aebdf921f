using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>A file cut into sealed pieces, before the transaction that keeps it.</summary>
/// <param name="Upload">What its pieces are sealed for.</param>
internal sealed record SealedOriginal(string Upload, IReadOnlyList<byte[]> Pieces);

/// <summary>
/// Files as they were uploaded, in sealed pieces: the one that the searchable version was read from, and beside it the newest while that is not read
/// yet, or cannot be. The pieces of a document are numbered on from upload to upload.
/// </summary>
internal sealed class Originals(TenantDatabase database)
{
    private const int PieceBytes = 1 << 20;

    private const string Newest =
        "(SELECT n.upload FROM knowledge_originals n WHERE n.tenant_id = @tenant AND n.document_id = @documentId ORDER BY n.piece DESC LIMIT 1)";

    /// <summary>What an update of the document sets so that its newest file is that of the searchable version.</summary>
    public const string SetLive = $"live_upload = COALESCE({Newest}, ''), live_media_type = media_type";

    /// <param name="upload">A name that no other upload of the tenant has.</param>
    public static SealedOriginal Seal(DataKey key, string upload, byte[] bytes) =>
        // One piece of an empty file, too, so that it is not taken for none.
        new(upload, [.. (bytes.Length == 0 ? [bytes] : bytes.Chunk(PieceBytes)).Select((piece, i) => key.Seal(Seals.Originals, Place(upload, i), piece))]);

    /// <summary>Keeps the newest file in place of the one before, which stays only when it is the one that the searchable version was read from.</summary>
    public static async Task WriteAsync(TenantConnection connection, string documentId, SealedOriginal original)
    {
        await KeepLiveAsync(connection, documentId);
        var first = await connection.ScalarAsync<long>(
            "SELECT COALESCE(max(piece) + 1, 0) FROM knowledge_originals WHERE tenant_id = @tenant AND document_id = @documentId", new { documentId });
        await connection.ExecuteManyAsync(
            "INSERT INTO knowledge_originals (tenant_id, document_id, upload, piece, data) VALUES (@tenant, @document, @upload, @piece, @data)",
            ["document", "upload", "piece", "data"],
            [.. original.Pieces.Select((data, i) => new object?[] { documentId, original.Upload, first + i, data })]);
    }

    /// <summary>Says which file the searchable version of a document was read from, before another is taken in: a server of before did not say it.</summary>
    public static Task<int> NameLiveAsync(TenantConnection connection, string documentId) => connection.ExecuteAsync(
        $"""
        UPDATE knowledge_documents SET {SetLive}
        WHERE tenant_id = @tenant AND id = @documentId AND state = 'ready' AND live_upload IS NULL
        """,
        new { documentId });

    /// <summary>Removes all but the file that the searchable version was read from.</summary>
    public static Task<int> KeepLiveAsync(TenantConnection connection, string documentId) => connection.ExecuteAsync(
        """
        DELETE FROM knowledge_originals WHERE tenant_id = @tenant AND document_id = @documentId AND upload <> COALESCE(
          (SELECT d.live_upload FROM knowledge_documents d WHERE d.tenant_id = @tenant AND d.id = @documentId), '')
        """,
        new { documentId });

    public static Task<int> RemoveAsync(TenantConnection connection, string documentId) => connection.ExecuteAsync(
        "DELETE FROM knowledge_originals WHERE tenant_id = @tenant AND document_id = @documentId", new { documentId });

    public static async Task<bool> IsKeptAsync(TenantConnection connection, string documentId) => await connection.ScalarAsync<long?>(
        "SELECT piece FROM knowledge_originals WHERE tenant_id = @tenant AND document_id = @documentId LIMIT 1", new { documentId }) is not null;

    /// <returns>The newest file; null when it is not kept.</returns>
    public async Task<byte[]?> ReadAsync(TenantScope tenant, DataKey key, string documentId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await ReadAsync(connection, key, documentId, null);
    }

    /// <param name="upload">The upload that it came with; null for the newest.</param>
    /// <returns>Null when it is not kept.</returns>
    public static async Task<byte[]?> ReadAsync(TenantConnection connection, DataKey key, string documentId, string? upload)
    {
        var pieces = await connection.QueryAsync<Row>(
            $"""
            SELECT upload AS "Upload", data AS "Data" FROM knowledge_originals
            WHERE tenant_id = @tenant AND document_id = @documentId AND upload = COALESCE(@upload, {Newest}) ORDER BY piece
            """,
            new { documentId, upload });
        // Uploads that waited while the server was upgraded stand in the document's own row.
        if (pieces.Count == 0 && upload is null && await connection.ScalarAsync<byte[]>(
            "SELECT original FROM knowledge_documents WHERE tenant_id = @tenant AND id = @documentId", new { documentId }) is { } old)
        {
            return key.OpenBytes(Seals.Documents, documentId + "/original", old);
        }

        using var bytes = new MemoryStream();
        foreach (var (i, piece) in pieces.Index())
        {
            bytes.Write(key.OpenBytes(Seals.Originals, Place(piece.Upload, i), piece.Data));
        }

        return pieces.Count == 0 ? null : bytes.ToArray();
    }

    private static string Place(string upload, int ordinal) => $"{upload}/{ordinal}";

    private sealed record Row(string Upload, byte[] Data);
}
