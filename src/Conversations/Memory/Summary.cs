using System.Text.Json.Serialization;

namespace Parley.Conversations;

/// <summary>The kinds of things that a conversation's memory has.</summary>
public static class MemoryIds
{
    public sealed class Summary : IIdKind { public static string Prefix => "sum"; }
}

/// <summary>What stands for the older messages of a branch: from its first message through one of them.</summary>
/// <param name="Messages">How many messages it stands for.</param>
/// <param name="Tokens">Of its text, estimated.</param>
/// <param name="MadeBy">The deployment that wrote it, or <c>extractive</c>.</param>
/// <param name="BasedOn">The summary of the messages before, which it was made from; null for a first one.</param>
/// <param name="Kept">Sentences of those messages that stay word for word, oldest first.</param>
public sealed record Summary(
    Id<MemoryIds.Summary> Id, MessageId From, MessageId Through, long Messages, long Tokens, string MadeBy, Id<MemoryIds.Summary>? BasedOn,
    DateTimeOffset CreatedAt, string Text, IReadOnlyList<KeptSpan> Kept)
{
    /// <summary>What a summary is made by when no language model made it.</summary>
    public const string Extractive = "extractive";
}

/// <summary>A stretch of an earlier message that stays word for word, in UTF-16 code units; the end is exclusive.</summary>
/// <param name="Reason"><c>decision</c> or <c>open_question</c>.</param>
/// <param name="Score">How much it matters; only the order means something.</param>
public sealed record KeptSpan(MessageId Message, string Reason, int Start, int End, double Score);

/// <summary>What of a summary is sealed.</summary>
internal sealed record SummaryContent(string Text, IReadOnlyList<KeptSpan> Kept);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SummaryContent))]
internal sealed partial class SummaryJson : JsonSerializerContext;
