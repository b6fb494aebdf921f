using System.Text.Json;

namespace Parley.Safety;

/// <summary>The passages of documents that stand in cases, each a row of its own: what a document has given goes with it.</summary>
internal static class ReviewPassages
{
    private const string Table = "review_passages";

    /// <summary>Adds a passage to a case of the same transaction; nothing where the case was not added, for there is one for the turn already.</summary>
    public static Statement Add(string review, int number, DocumentId document, ReviewText text, DataKey key) => new(
        """
        insert into review_passages (tenant_id, review_id, number, document_id, passage)
        select tenant_id, id, @number, @document, @passage from reviews where tenant_id = @tenant and id = @review
        """,
        new
        {
            review,
            number = (long)number,
            document = document.Value,
            passage = key.Seal(Table, $"{review}/{number}", JsonSerializer.SerializeToUtf8Bytes(text, Reviews.Json)),
        });

    public static Task<IReadOnlyList<PassageRow>> ReadAsync(TenantConnection connection, string review) => connection.QueryAsync<PassageRow>(
        "select number as Number, document_id as DocumentId, passage as Passage from review_passages where tenant_id = @tenant and review_id = @review order by number",
        new { review });

    /// <summary>Holds a document's passages in cases for the rest of the transaction.</summary>
    /// <returns>False when there is none any more: the document was deleted.</returns>
    public static async Task<bool> HoldAsync(TenantConnection connection, string review, string document) => (await connection.QueryAsync<long>(
        "select number from review_passages where tenant_id = @tenant and review_id = @review and document_id = @document {for_update}", new { review, document })).Count > 0;

    /// <summary>A case's texts with its passages behind what was asked, and before the answer.</summary>
    public static IReadOnlyList<ReviewText> Among(IReadOnlyList<ReviewText> texts, string review, IReadOnlyList<PassageRow> rows, DataKey key) =>
    [
        .. texts.Where(text => text.Source != "output"),
        .. rows.Select(row => JsonSerializer.Deserialize<ReviewText>(key.OpenBytes(Table, $"{review}/{row.Number}", row.Passage), Reviews.Json)! with { Document = new(row.DocumentId) }),
        .. texts.Where(text => text.Source == "output"),
    ];

    /// <summary>Takes away what documents have given, also to examples. In this order: who makes an example of a passage holds the passage.</summary>
    public static async Task ForgetAsync(TenantConnection connection, string[] documents)
    {
        await connection.ExecuteAsync("delete from review_passages where tenant_id = @tenant and document_id in @documents", new { documents });
        await connection.ExecuteAsync("delete from training_examples where tenant_id = @tenant and document_id in @documents", new { documents });
    }
}

/// <summary>A passage as it is kept.</summary>
internal sealed record PassageRow(long Number, string DocumentId, byte[] Passage);
