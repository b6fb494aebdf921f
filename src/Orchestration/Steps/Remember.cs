using System.Text.Json;
using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>
/// The memory of a conversation: the newest turns that fit the budget, and always the system message. The walk goes up from the
/// message that is answered and stops when the budget is full, so its work does not grow with the conversation.
/// </summary>
internal sealed class Remember(MessageStore messages) : ITurnStep
{
    /// <summary>Share of the context that sources and the prompt's own words may take.</summary>
    private const double ShareForSources = 0.35;

    /// <summary>An estimate is biased high; the server's own count may let this many times more in.</summary>
    private const int EstimateOverTrue = 2;

    public string Name => "remember";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        var deployment = turn.Deployment!;
        var budget = (long)((deployment.ContextTokens - TokensForAnswer(turn, deployment)) * (turn.Options.Retrieval is null ? 0.9 : 1 - ShareForSources));
        var reach = deployment.Tokens.IsExact ? budget * EstimateOverTrue : budget;
        var window = new List<Message>();
        var used = 0L;
        var leftOut = false;
        await messages.WalkUpAsync(
            turn.Tenant,
            turn.Subject,
            turn.Conversation,
            turn.UserMessage,
            message =>
            {
                if (message.Role == "system")
                {
                    // The newest one speaks: whoever sends another in mid-conversation means to replace it.
                    turn.System ??= message;
                    return true;
                }

                // An answer that failed before its first word says nothing to the model.
                if (message.Role == "assistant" && message.Content.Length == 0 && message.ToolCalls is null)
                {
                    return true;
                }

                var tokens = deployment.Tokens.Estimate(message.Content) + AttachedTokens.Of(message, deployment);
                if (window.Count > 0 && used + tokens > reach)
                {
                    leftOut = true;
                    return false;
                }

                window.Add(message);
                used += tokens;
                return true;
            },
            cancellationToken);
        if (turn.System is null && turn.SystemMessage is { } system)
        {
            turn.System = await messages.FindAsync(turn.Tenant, turn.Subject, system, cancellationToken);
        }

        if (deployment.Tokens.IsExact)
        {
            (used, var all) = await FitAsync(window, deployment, budget, cancellationToken);
            leftOut |= !all;
        }

        window.Reverse();
        turn.Window = StartAtUser(window);
        turn.Memory = new([.. turn.Window.Select(message => message.Id)], leftOut, used);
        return new(JsonSerializer.SerializeToUtf8Bytes(new Outcome(turn.Window[0].Id.Value, turn.Window.Count, leftOut, used, turn.System?.Id.Value)), []);
    }

    public async Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        var kept = outcome.Deserialize<Outcome>()!;
        var window = new List<Message>();
        await messages.WalkUpAsync(
            turn.Tenant,
            turn.Subject,
            turn.Conversation,
            turn.UserMessage,
            message =>
            {
                if (message.Role != "system" && (message.Role != "assistant" || message.Content.Length > 0 || message.ToolCalls is not null))
                {
                    window.Add(message);
                }

                return message.Id.Value != kept.Oldest;
            },
            cancellationToken);
        window.Reverse();
        turn.Window = window;
        turn.System = kept.System is null ? null : await messages.FindAsync(turn.Tenant, turn.Subject, new(kept.System), cancellationToken);
        turn.Memory = new([.. window.Select(message => message.Id)], kept.LeftOut, kept.Tokens);
        return null;
    }

    /// <summary>
    /// What is kept free for the answer. A server that names no limit for it could fill its whole context, which must not cost the
    /// conversation its memory.
    /// </summary>
    private static int TokensForAnswer(Turn turn, Deployment deployment) => turn.Knobs!.Knobs.MaxTokens is { } asked
        ? Math.Min(asked, deployment.ContextTokens / 2)
        : Math.Min(deployment.MaxOutputTokens, deployment.ContextTokens / 4);

    /// <summary>Keeps as many of the newest messages as fit by the server's own count; the walk could not wait for it.</summary>
    /// <param name="window">Newest first; shortened to what fits.</param>
    private static async ValueTask<(long Used, bool All)> FitAsync(
        List<Message> window, Deployment deployment, long budget, CancellationToken cancellationToken)
    {
        var used = 0L;
        for (var i = 0; i < window.Count; i++)
        {
            var count = await deployment.Tokens.CountAsync(window[i].Content, cancellationToken) + AttachedTokens.Of(window[i], deployment);
            if (i > 0 && used + count > budget)
            {
                window.RemoveRange(i, window.Count - i);
                return (used, false);
            }

            used += count;
        }

        return (used, true);
    }

    /// <summary>A window that begins with an answer, or with a tool's result without its call, would confuse a model.</summary>
    private static List<Message> StartAtUser(List<Message> window)
    {
        var first = window.FindIndex(message => message.Role == "user");
        return first <= 0 ? window : window[first..];
    }

    private sealed record Outcome(string Oldest, int Count, bool LeftOut, long Tokens, string? System);
}
