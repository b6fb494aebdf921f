namespace Parley.Models;

/// <summary>What of a model's context is kept free for its answer; the rest is the prompt's.</summary>
public static class AnswerReserve
{
    /// <param name="maxTokens">What was asked for as the longest answer; null for the model's own limit.</param>
    public static long Of(int contextTokens, int maxOutputTokens, int? maxTokens) =>
        // A server that names no limit for its answers could fill its whole context, which must not cost the conversation its memory.
        maxTokens is { } asked ? Math.Min(asked, contextTokens / 2) : Math.Min(maxOutputTokens, contextTokens / 4);

    /// <returns>Tokens that a prompt may have at a deployment.</returns>
    public static long RoomAt(Deployment deployment, int? maxTokens) =>
        deployment.ContextTokens - Of(deployment.ContextTokens, deployment.MaxOutputTokens, maxTokens);
}
