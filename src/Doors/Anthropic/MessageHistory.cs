using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>Turns the messages of Anthropic's format into those that a conversation keeps.</summary>
internal static class MessageHistory
{
    /// <summary>What a request adds to its conversation, the system's text in front.</summary>
    /// <exception cref="RefusedException">A message makes no sense where it stands.</exception>
    public static IReadOnlyList<SentMessage> Read(MessagesRequest request)
    {
        if (request.Messages is not { Count: > 0 and <= ChatHistory.MostMessages } messages)
        {
            throw new RefusedException(Refusal.Invalid("messages", $"'messages' must be a list of 1 to {ChatHistory.MostMessages:N0} messages."));
        }

        var system = new List<string> { MessageBlocks.Text(request.System, "system", isRequired: false) };
        var told = new List<SentMessage>(messages.Count);
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, message) in messages.Index())
        {
            MessageFields.All.Check(message?.Others, "messages[]", $"messages.{i}");
            if (message?.Role == "system")
            {
                system.Add(MessageBlocks.Text(message.Content, $"messages.{i}.content", isRequired: true));
                continue;
            }

            told.AddRange(message?.Role switch
            {
                "user" => MessageBlocks.OfUser(message.Content, $"messages.{i}.content", open),
                "assistant" => [MessageBlocks.OfAssistant(message.Content, $"messages.{i}.content", open)],
                _ => throw new RefusedException(Refusal.Invalid(
                    $"messages.{i}.role", $"messages.{i}.role must be user, assistant or system.")),
            });
        }

        // What a conversation that goes on has already ends with its last answer.
        var last = request.ConversationId is null ? -1 : told.FindLastIndex(message => message.Role == "assistant");
        return ChatHistory.Join(string.Join("\n\n", system.Where(text => text.Length > 0)), last == told.Count - 1 ? told : told[(last + 1)..]);
    }
}
