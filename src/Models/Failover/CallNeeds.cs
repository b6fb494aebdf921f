using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>What a call asks of the deployment that answers it.</summary>
internal static class CallNeeds
{
    /// <summary>Abilities without which a deployment would not do what is asked.</summary>
    public static ModelAbilities Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var needs = ModelAbilities.None;
        if (options?.Tools is { Count: > 0 })
        {
            needs |= ModelAbilities.Tools;
        }

        if (options?.ResponseFormat is ChatResponseFormatJson)
        {
            needs |= ModelAbilities.Json;
        }

        return messages.Any(message => message.Contents.Any(IsImage)) ? needs | ModelAbilities.Vision : needs;
    }

    private static bool IsImage(AIContent content) =>
        content is UriContent || (content is DataContent data && data.HasTopLevelMediaType("image"));
}
