using Parley.Storage;

namespace Parley.Knowledge;

/// <summary>A file cut into sealed pieces, before the transaction that keeps it.</summary>
/// <param name="Upload">What its pieces are sealed for.</param>
internal sealed record SealedOriginal(string Upload, IReadOnlyList<byte[]> Pieces);

/// <summary>Files as they were uploaded, in sealed pieces.</summary>
internal sealed class Originals(TenantDatabase database)
{
    private const int PieceBytes = 1 << 20;

    /// <param name="upload">A name that no other upload of the tenant has.</param>
    public static SealedOriginal Seal(DataKey key, string upload, byte[] bytes) =>
        new(upload, [.. bytes.Chunk(PieceBytes).Select((piece, i) => key.Seal(Seals.Originals, Place(upload, i), piece))]);

    /// <summary>Keeps a file in place of the one before.</summary>
    public static async Task WriteAsync(TenantConnection connection, string documentId, SealedOriginal original)
    {
        await RemoveAsync(connection, documentId);
        await connection.ExecuteManyAsync(
            "INSERT INTO knowledge_originals (tenant_id, document_id, upload, piece, data) VALUES (@tenant, @document, @upload, @piece, @data)",
            ["document", "upload", "piece", "data"],
            [.. original.Pieces.Select((data, i) => new object?[] { documentId, original.Upload, (long)i, data })]);
    }

    public static Task<int> RemoveAsync(TenantConnection connection, string documentId) => connection.ExecuteAsync(
        "DELETE FROM knowledge_originals WHERE tenant_id = @tenant AND document_id = @documentId", new { documentId });

    public static async Task<bool> IsKeptAsync(TenantConnection connection, string documentId) => await connection.ScalarAsync<long?>(
        "SELECT piece FROM knowledge_originals WHERE tenant_id = @tenant AND document_id = @documentId LIMIT 1", new { documentId }) is not null;

    /// <returns>Null when it is not kept.</returns>
    public async Task<byte[]?> ReadAsync(TenantScope tenant, DataKey key, string documentId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await ReadAsync(connection, key, documentId);
    }

    /// <inheritdoc cref="ReadAsync(TenantScope, DataKey, string, CancellationToken)"/>
    public static async Task<byte[]?> ReadAsync(TenantConnection connection, DataKey key, string documentId)
    {
        var pieces = await connection.QueryAsync<Row>(
            """
            SELECT upload AS "Upload", piece AS "Piece", data AS "Data" FROM knowledge_originals
            WHERE tenant_id = @tenant AND document_id = @documentId ORDER BY piece
            """,
            new { documentId });
        // Uploads that waited while the server was upgraded stand in the document's own row.
        if (pieces.Count == 0 && await connection.ScalarAsync<byte[]>(
            "SELECT original FROM knowledge_documents WHERE tenant_id = @tenant AND id = @documentId", new { documentId }) is { } old)
        {
            return key.OpenBytes(Seals.Documents, documentId + "/original", old);
        }

        using var bytes = new MemoryStream();
        foreach (var piece in pieces)
        {
            bytes.Write(key.OpenBytes(Seals.Originals, Place(piece.Upload, piece.Piece), piece.Data));
        }

        return pieces.Count == 0 ? null : bytes.ToArray();
    }

    private static string Place(string upload, long piece) => $"{upload}/{piece}";

    private sealed record Row(string Upload, long Piece, byte[] Data);
}
