using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>All texts of a send: what its messages say, who says it, and with what a tool was called.</summary>
internal static class SentTexts
{
    /// <param name="field">What the sender calls it.</param>
    /// <param name="isTyped">False for what the assistant wrote, whose placeholders are ours.</param>
    /// <returns>The text that takes its place.</returns>
    public delegate string Change(string field, string text, bool isTyped);

    public static Send Map(Send send, Change change) =>
        send with { Messages = [.. send.Messages.Select(message => Map(message, FieldOf(send, message), change))] };

    private static string FieldOf(Send send, SentMessage message) =>
        send.Options.Door != "native" ? "messages" : message.Role == "tool" ? "results" : "message";

    private static SentMessage Map(SentMessage message, string field, Change change)
    {
        var isTyped = message.Role != "assistant";
        return message with
        {
            Content = change(field, message.Content, isTyped),
            Details = message.Details is not { } details ? null : details with
            {
                Name = details.Name is { } name ? change(field, name, isTyped) : null,
                ToolCalls = details.ToolCalls is { } calls
                    ? [.. calls.Select(call => call with { Arguments = JsonTexts.Map(call.Arguments, text => change(field, text, isTyped)) })]
                    : null,
                Thinking = details.Thinking is { } thoughts ? [.. thoughts.Where(thought => change(field, thought.Text, isTyped) == thought.Text)] : null,
            },
        };
    }
}
