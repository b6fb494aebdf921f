using System.Security.Cryptography;
using Parley.Reading;
using Parley.Storage;

namespace Parley.Knowledge.Ingestion;

/// <summary>The file as it was uploaded, or as its address gives it: then it is kept like one that was uploaded, and what is said of it is mended.</summary>
internal sealed class FetchOriginal(Originals originals, AddressFetcher addresses, TenantDatabase database, TimeProvider time) : IIngestionStep
{
    public string Name => "fetch";

    public async Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        if (item.Card.IsFetchDue == true)
        {
            await DownloadAsync(item, cancellationToken);
            return;
        }

        item.Original = await originals.ReadAsync(item.Tenant, item.Key, item.Work.Id, cancellationToken)
            ?? throw new UnreadableDocumentException("Its file is not kept any more. Upload it again.");
    }

    private async Task DownloadAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        (item.MediaType, item.Original) = await addresses.FetchAsync(item.Card.Url!, item.MediaType, cancellationToken);
        item.Card = item.Card with { IsFetchDue = false };
        var (id, now) = (item.Work.Id, time.GetUtcNow());
        var kept = Originals.Seal(item.Key, DocumentId.New(time).Value, item.Original);
        var card = Seals.Seal(item.Key, id, item.Card);
        var sha = Convert.ToHexStringLower(SHA256.HashData(item.Original));
        await database.WriteAsync(
            item.Tenant,
            async connection =>
            {
                await item.Job.HoldAsync(connection);
                if (await connection.ExecuteAsync(
                    """
                    UPDATE knowledge_documents SET media_type = @MediaType, bytes = @bytes, sha256 = @sha, card = @card, updated_at = @now
                    WHERE tenant_id = @tenant AND id = @id AND revision = @Revision AND state <> 'ready'
                    """,
                    new { item.MediaType, bytes = (long)item.Original.Length, sha, card, now = now.ToUnixTimeMilliseconds(), id, item.Work.Revision }) == 1)
                {
                    await Originals.WriteAsync(connection, id, kept);
                    await DocumentFeed.ChangedAsync(connection, item.Namespace, [id], now);
                }
            },
            Durability.Process,
            cancellationToken);
    }
}
