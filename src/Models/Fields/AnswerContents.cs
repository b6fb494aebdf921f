using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>How likely tokens of the answer were, as the provider tells it beside the text.</summary>
public sealed class LogprobsContent(IReadOnlyList<TokenLogprob> tokens) : AIContent
{
    public IReadOnlyList<TokenLogprob> Tokens { get; } = tokens;
}

/// <param name="Logprob">The natural logarithm of its probability; -9999 where it is as good as none.</param>
/// <param name="Bytes">Its UTF-8 bytes, as numbers; null where the provider does not tell.</param>
/// <param name="TopLogprobs">The likeliest tokens in its place.</param>
public sealed record TokenLogprob(string Token, double Logprob, IReadOnlyList<int>? Bytes, IReadOnlyList<LikelyToken> TopLogprobs);

/// <inheritdoc cref="TokenLogprob"/>
public sealed record LikelyToken(string Token, double Logprob, IReadOnlyList<int>? Bytes);

/// <summary>A piece of thinking is complete.</summary>
/// <param name="signature">By which its model knows it again.</param>
/// <param name="redacted">The thinking itself, where only its model can read it.</param>
public sealed class ThoughtEndContent(string? signature, string? redacted = null) : AIContent
{
    public string? Signature { get; } = signature;

    public string? Redacted { get; } = redacted;
}

/// <summary>The answer ended with one of the texts that end it.</summary>
public sealed class StoppedContent(string sequence) : AIContent
{
    public string Sequence { get; } = sequence;
}
