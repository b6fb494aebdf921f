namespace Parley.Models;

/// <summary>One attempt to get an answer of a deployment, however it ended.</summary>
/// <param name="Outcome"><c>completed</c>, <c>cancelled</c>, or how it failed, such as <c>rate_limited</c>.</param>
/// <param name="FirstToken">From the attempt's start to its first token; null when none came.</param>
/// <param name="Wrote">Whether text of it is part of the answer.</param>
public sealed record CallAttempt(Deployment Deployment, string Outcome, TimeSpan? FirstToken, TimeSpan Took, CallReceipt Receipt, bool Wrote)
{
    /// <summary>Whether it was made because another was late with its first token.</summary>
    public bool IsHedge { get; init; }
}

/// <summary>Says that what was shown of an answer does not hold: a model that could not go on with it has begun anew.</summary>
public sealed class RestartContent : Microsoft.Extensions.AI.AIContent;
