using Parley.Reading;
using Parley.Text;

namespace Parley.Knowledge.Ingestion;

/// <summary>A document ready to be searched.</summary>
internal sealed record IndexedDocument(string? Title, string Text, Language Language, IReadOnlyList<IndexedChunk> Chunks)
{
    public long BodyLength => Chunks.Sum(chunk => (long)chunk.BodyLength);

    public Outline Outline => new(Title, [.. Chunks.Select(chunk => chunk.Passage.Heading)]);
}

/// <summary>Cuts a document into chunks and counts the terms of each.</summary>
internal static class DocumentIndexer
{
    private const int LongestTerm = 64;

    public static IndexedDocument Index(CleanDocument document, string? title, ChunkSize size, TimeProvider time)
    {
        title ??= document.Title;
        // Most texts whose language cannot be told are code and names, around which people speak English.
        var language = LanguageDetector.Detect(document.Text, Language.Find("en"));
        var titleTerms = Terms(title, language);
        var chunks = new List<IndexedChunk>();
        foreach (var passage in new Chunker(document, size).Cut())
        {
            var body = Terms(document.Text[passage.Start..passage.End], language);
            var counts = new SortedDictionary<string, FieldCounts>(StringComparer.Ordinal);
            Count(counts, body, static field => field with { Body = field.Body + 1 });
            Count(counts, titleTerms, static field => field with { Title = field.Title + 1 });
            Count(counts, Terms(passage.Heading, language), static field => field with { Heading = field.Heading + 1 });
            chunks.Add(new IndexedChunk(ChunkId.New(time), passage, counts, body.Count));
        }

        return new IndexedDocument(title, document.Text, language, chunks);
    }

    private static List<string> Terms(string? text, Language language) =>
        text is null ? [] : [.. TextAnalyzer.Terms(text, language).Where(term => term.Length is > 0 and <= LongestTerm)];

    private static void Count(SortedDictionary<string, FieldCounts> counts, List<string> terms, Func<FieldCounts, FieldCounts> one)
    {
        foreach (var term in terms)
        {
            counts[term] = one(counts.GetValueOrDefault(term));
        }
    }
}
