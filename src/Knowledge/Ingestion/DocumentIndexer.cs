using System.Text.Json;
using Parley.Knowledge.Indexing;
using Parley.Ranking;
using Parley.Reading;
using Parley.Storage;
using Parley.Text;

namespace Parley.Knowledge.Ingestion;

/// <summary>What is read of a chunk when it is found; sealed with it.</summary>
/// <param name="Question">The question that it answers, of an entry of an FAQ; else null.</param>
internal sealed record ChunkCard(string Text, string? Title, string? Heading, string? Question)
{
    public byte[] Seal(DataKey key, ChunkId id) => key.Seal(Seals.Chunks, id.Value, JsonSerializer.SerializeToUtf8Bytes(this));

    public static ChunkCard Open(DataKey key, string id, byte[] card) =>
        JsonSerializer.Deserialize<ChunkCard>(key.OpenBytes(Seals.Chunks, id, card))!;
}

/// <summary>A document ready to be searched.</summary>
internal sealed record IndexedDocument(string? Title, string Text, IReadOnlyList<PageSpan> Pages, Language Language, IReadOnlyList<IndexedChunk> Chunks)
{
    public long BodyLength => Chunks.Sum(chunk => (long)chunk.BodyLength);
}

/// <summary>Counts the terms of a document's passages by field: their text, the title, the path of headings, and the question that they answer.</summary>
internal static class DocumentIndexer
{
    /// <summary>Rises when documents have to be indexed anew.</summary>
    public const long Form = 1;

    public static IndexedDocument Index(CleanDocument document, string? title, IReadOnlyList<Passage> passages, DataKey key, TimeProvider time)
    {
        title ??= document.Title;
        // Most texts whose language cannot be told are code and names, around which people speak English.
        var language = LanguageDetector.Detect(document.Text, Language.Find("en"));
        var titleTerms = Terms(title, language);
        return new(title, document.Text, document.Pages, language, [.. passages.Select(passage =>
            Chunk(ChunkId.New(time), document.Text[passage.Start..passage.End], passage, title, titleTerms, language, key))]);
    }

    public static IndexedChunk Chunk(
        ChunkId id, string text, Passage passage, string? title, IReadOnlyList<string> titleTerms, Language language, DataKey key)
    {
        var body = Terms(text, language);
        var question = passage.Question ?? Question(passage.Heading, title);
        var counts = new SortedDictionary<string, FieldCounts>(StringComparer.Ordinal);
        Count(counts, body, static field => field with { Body = field.Body + 1 });
        // What is the question is not counted a second time as a title or heading.
        Count(counts, question is not null && question == title ? [] : titleTerms, static field => field with { Title = field.Title + 1 });
        Count(counts, Terms(Above(passage.Heading, question), language), static field => field with { Heading = field.Heading + 1 });
        Count(counts, Terms(question, language), static field => field with { Question = field.Question + 1 });
        return new(id, passage, new ChunkCard(text, title, passage.Heading, question).Seal(key, id), counts, body.Count);
    }

    public static IReadOnlyList<string> Terms(string? text, Language language) =>
        text is null ? [] : [.. TextAnalyzer.Terms(text, language).Where(term => term.Length is > 0 and <= PartData.LongestTerm)];

    // The heading right above a passage, or the title of a document that is one entry.
    private static string? Question(string? heading, string? title) =>
        heading is null ? TitleQuestion.Of(title) : TitleQuestion.Of(heading.Split(Chunker.HeadingJoin)[^1]);

    private static string? Above(string? heading, string? question) =>
        heading is not null && question is not null && heading.EndsWith(question, StringComparison.Ordinal) ? heading[..^question.Length] : heading;

    private static void Count(SortedDictionary<string, FieldCounts> counts, IReadOnlyList<string> terms, Func<FieldCounts, FieldCounts> one)
    {
        foreach (var term in terms)
        {
            counts[term] = one(counts.GetValueOrDefault(term));
        }
    }
}
