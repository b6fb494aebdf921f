using System.Text.Json.Serialization;
using Parley.Accounts;
using Parley.Knowledge;

namespace Parley.Orchestration;

/// <summary>An answer that may be given again.</summary>
/// <param name="Key">Of the very same question; see <see cref="AnswerPlace"/>.</param>
/// <param name="Scope">Within which a similar question may have it; null where none may.</param>
/// <param name="Turn">Of which it was the answer; the entry dies with it.</param>
/// <param name="Subject">Whose turn that was.</param>
internal sealed record KeptAnswer(TenantId Tenant, string Key, string? Scope, TurnId Turn, SubjectId Subject, DateTimeOffset At, KeptText Text)
{
    private const long Around = 600;
    private readonly Lazy<float[]> _vector = new(() => Embedding.BuiltInEmbedder.Embed(Text.Question));

    /// <summary>Of the question; see <see cref="Caching.KeptQuestion"/>.</summary>
    public ReadOnlyMemory<float> Vector => _vector.Value;

    /// <summary>What it takes of the memory, about.</summary>
    public long Bytes => Around + (2L * (Text.Answer.Length + Text.Question.Length)) + (Scope is null ? 0 : 4L * Embedding.BuiltInEmbedder.Dimensions) + (200L * Text.Sources.Count);
}

/// <summary>An answer that is kept somewhere, without its text.</summary>
internal sealed record AnswerMark(string Key, DateTimeOffset At);

/// <param name="Sources">Those that the answer names.</param>
/// <param name="Usage">What it took to write it; null in what was kept before that was noted.</param>
internal sealed record KeptText(string Question, string Answer, IReadOnlyList<KeptSource> Sources, KeptUsage? Usage = null)
{
    /// <summary>The text with which it ended, where it was one that ends answers.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StopSequence { get; init; }
}

/// <param name="CostMicros">Millionths of the tenant's currency.</param>
internal sealed record KeptUsage(long InputTokens, long OutputTokens, long CostMicros)
{
    public static KeptUsage? Of(Conversations.Usage? usage) =>
        usage is not null && Money.TryParse(usage.Cost, out var cost) ? new(usage.InputTokens, usage.OutputTokens, cost.Micros) : null;
}

/// <summary>A passage that an answer names, so that it can be found again under another label.</summary>
internal sealed record KeptSource(string Label, string Namespace, DocumentId Document, ChunkId Chunk, int Start, int End)
{
    public static KeptSource Of(Source source) =>
        new(source.Label, source.Hit.Namespace, source.Hit.DocumentId, source.Hit.ChunkId, source.Hit.Start, source.Hit.End);

    /// <summary>Whether a passage is this one, or holds it.</summary>
    public bool IsIn(SearchHit hit) =>
        hit.Namespace == Namespace && hit.DocumentId == Document && (hit.ChunkId == Chunk || (hit.Start <= Start && End <= hit.End));
}
