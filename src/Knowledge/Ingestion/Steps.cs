using System.Text.Json;
using Parley.Reading;

namespace Parley.Knowledge.Ingestion;

/// <summary>The file as clean text.</summary>
internal sealed class ParseDocument : IKeptStep
{
    public string Name => "parse";

    public Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        try
        {
            item.Document = DocumentSource.Read(System.Text.Encoding.UTF8.GetString(item.Original), item.MediaType);
            return Task.CompletedTask;
        }
        catch (ArgumentException exception)
        {
            // The parsers answer nesting beyond their depth with an argument's exception.
            throw new UnreadableDocumentException($"Its {item.MediaType} could not be read: {exception.Message}");
        }
    }

    public byte[] Keep(IngestionItem item) => JsonSerializer.SerializeToUtf8Bytes(item.Document);

    public void Restore(IngestionItem item, byte[] kept) => item.Document = JsonSerializer.Deserialize<CleanDocument>(kept);
}

/// <summary>One form of every character, and none that nobody sees.</summary>
internal sealed class CleanText : IIngestionStep
{
    public string Name => "clean";

    public Task TakeAsync(IngestionItem item, CancellationToken cancellationToken)
    {
        item.Document = TextCleaning.Clean(item.Document!);
        return Task.CompletedTask;
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
        item.Indexed = DocumentIndexer.Index(item.Document!, item.Card.Title, item.Passages, item.Key, time);
        return Task.CompletedTask;
    }
}
