using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>What a caller is told of an attempt's updates: those that are joined to the answer as they are, those before it by what they add.</summary>
internal static class Retelling
{
    /// <summary>Notes what an update adds to the answer.</summary>
    public static void Keep(Call call, Leg leg, ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } text)
            {
                call.Say(text.Text);
                leg.Wrote();
            }
        }
    }

    /// <summary>What an update adds while it is not known where the attempt's text meets what was said before it.</summary>
    public static IEnumerable<ChatResponseUpdate> Stitched(Call call, Leg leg, ToldThinking thinking, ChatResponseUpdate update)
    {
        // Thinking stands beside the text, and ends nothing of it.
        if (ToldThinking.Thinks(update) is not null)
        {
            yield return update;
            yield break;
        }

        var joined = leg.Joint.Take(update.Text);
        if (leg.Joint.IsBroken)
        {
            yield return Restarted(call);
            foreach (var thought in thinking.Release())
            {
                yield return thought;
            }

            joined = leg.Joint.GiveUp();
        }

        if (joined is { Length: > 0 })
        {
            yield return Said(call, leg, joined);
        }

        if (update.FinishReason is not null || update.Contents.Any(content => content is not TextContent))
        {
            if (leg.Joint.End() is { Length: > 0 } rest)
            {
                yield return Said(call, leg, rest);
            }

            yield return new(ChatRole.Assistant, [.. update.Contents.Where(content => content is not TextContent)])
            {
                FinishReason = update.FinishReason,
                ModelId = update.ModelId,
            };
        }
    }

    public static ChatResponseUpdate Said(Call call, Leg leg, string text)
    {
        leg.Wrote();
        call.Say(text);
        return new(ChatRole.Assistant, text);
    }

    /// <summary>What was said does not hold.</summary>
    public static ChatResponseUpdate Restarted(Call call)
    {
        call.Restart();
        return new(ChatRole.Assistant, [new RestartContent()]);
    }

    /// <summary>Whether tools are called: what was called already cannot be asked for again elsewhere.</summary>
    public static bool Calls(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            if (content is FunctionCallContent)
            {
                return true;
            }
        }

        return false;
    }
}
