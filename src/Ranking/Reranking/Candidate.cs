using Parley.Text;

namespace Parley.Ranking;

/// <summary>A chunk that some leg found, with what the reranker reads of it.</summary>
/// <param name="Text">The chunk's body.</param>
/// <param name="Heading">The path of headings above it.</param>
/// <param name="Question">The question that it answers, where it is an entry of an FAQ.</param>
/// <param name="Group">What it shares with its siblings, such as the document's id; siblings support each other.</param>
/// <param name="Lexical">BM25F's score; 0 where words did not find it.</param>
/// <param name="Similarity">Cosine of its embedding with the question's; null where no vector is known.</param>
public sealed record Candidate(
    long Chunk, string Text, string? Title, string? Heading, string? Question, string? Group, Language Language, double Lexical, double? Similarity)
{
    private readonly Lazy<PassageTerms> _body = new(() => PassageTerms.Read(Text, Language));
    private readonly Lazy<PassageTerms> _above = new(() => PassageTerms.Read(
        string.Join('\n', new[] { Title, Heading, Question }.Where(part => !string.IsNullOrEmpty(part)).Distinct()), Language));
    private readonly Lazy<PassageTerms> _title = new(() => PassageTerms.Read(Question ?? Title ?? "", Language));

    /// <summary>Cosine of the question's embedding with that of the title or FAQ's question alone; null where nobody took it.</summary>
    public double? TitleSimilarity { get; init; }

    /// <summary>The body taken apart; a caller that keeps passages may keep this too.</summary>
    public PassageTerms Body => _body.Value;

    /// <summary>Title, headings and question taken apart.</summary>
    public PassageTerms Above => _above.Value;

    /// <summary>The question, else the title, taken apart.</summary>
    public PassageTerms Asked => _title.Value;
}
