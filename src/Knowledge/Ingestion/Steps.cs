using System.Text.Json;
using Parley.Knowledge.Embeddings;
using Parley.Reading;
using Parley.Safety;

namespace Parley.Knowledge.Ingestion;

/// <summary>The kind of the file, by its bytes where they know better than its sender.</summary>
internal sealed class DetectKind : IIngestionStep
{
    public string Name => "detect";

    public Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        item.MediaType = DocumentReader.Recognise(new(null, item.MediaType, item.Original));
        return Task.CompletedTask;
    }
}

/// <summary>The file as clean text, read in a process apart where its parser could run wild.</summary>
internal sealed class ParseDocument(DocumentReader reader) : IKeptStep
{
    public string Name => "parse";

    public bool IsLong(IngestionItem item) => !item.MediaType.StartsWith("text/", StringComparison.Ordinal);

    public async Task TakeAsync(IngestionItem item, CancellationToken cancellationToken) =>
        item.Document = await reader.ReadAsync(new(null, item.MediaType, item.Original), cancellationToken);

    public byte[] Keep(IngestionItem item) => JsonSerializer.SerializeToUtf8Bytes(item.Document);

    public void Restore(IngestionItem item, byte[] kept) => item.Document = JsonSerializer.Deserialize<CleanDocument>(kept);
}

/// <summary>One form of every character, and none that nobody sees; placeholders for what the tenant's policy takes out of texts.</summary>
internal sealed class CleanText(TextGuards guards, Vault vault) : IIngestionStep
{
    public string Name => "clean";

    public async Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        var screen = await guards.ScreenAsync(item.Tenant, null, cancellationToken);
        item.Document = ScreenedDocument.Of(TextCleaning.Clean(item.Document!), screen, text =>
        {
            // Each version mints anew, so that nothing is kept of what a newer one no longer says.
            var minting = vault.MintFirst(item.Key, Seals.KeyOwner(item.Namespace), item.Work.Id, [text]);
            (item.Minted, item.IsReplaced) = (minting.Statements, text.Kinds.Count > 0);
            return minting.Rewrite(text);
        });
    }
}

/// <summary>The text cut into passages by its structure.</summary>
internal sealed class SplitText : IIngestionStep
{
    public string Name => "split";

    public Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        item.Passages = new Chunker(item.Document!, item.Size).Cut();
        return item.Passages.Count > 0 ? Task.CompletedTask : throw new UnreadableDocumentException("No text was found in it.");
    }
}

/// <summary>What each passage is found by: its terms, those of the title and the headings above it, and the question it answers.</summary>
internal sealed class EnrichPassages(TimeProvider time) : IIngestionStep
{
    public string Name => "enrich";

    public Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        item.Indexed = DocumentIndexer.Index(item.Document!, item.Card.Title ?? item.Document!.Title ?? item.Card.FileTitle, item.Passages, item.Key, time);
        return Task.CompletedTask;
    }
}

/// <summary>The vector of each passage, of its text under its title and headings, by the model that the namespace has.</summary>
internal sealed class EmbedPassages(PassageEmbedder embedder) : IKeptStep
{
    public string Name => "embed";

    public async Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        var (text, title) = (item.Indexed!.Text, item.Indexed.Title);
        item.Embedded = await embedder.EmbedAsync(
            item.Tenant, item.Namespace,
            [.. item.Passages.Select(passage => ChunkEmbedding.TextOf(title, passage.Heading, text[passage.Start..passage.End]))], cancellationToken);
    }

    // What a provider made costs money to make again, and what we make ourselves less time than to keep it.
    public bool IsKept(IngestionItem item, bool tookLong) => !item.Embedded.Model.IsBuiltIn && item.Embedded.Vectors.Count > 0;

    public byte[] Keep(IngestionItem item) => KeptVectors.Write(item.Embedded);

    public void Restore(IngestionItem item, byte[] kept) => item.Embedded = KeptVectors.Read(kept);
}
