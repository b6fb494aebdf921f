using Parley.Reading;

namespace Parley.Knowledge.Ingestion;

/// <summary>The file as it was uploaded.</summary>
internal sealed class FetchOriginal(Originals originals) : IIngestionStep
{
    public string Name => "fetch";

    public async Task TakeAsync(IngestionItem item, CancellationToken cancellationToken) =>
        item.Original = await originals.ReadAsync(item.Tenant, item.Key, item.Work.Id, cancellationToken)
            ?? throw new UnreadableDocumentException("Its file is not kept any more. Upload it again.");
}
