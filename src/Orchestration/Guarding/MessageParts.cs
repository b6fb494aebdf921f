using System.Text;
using System.Text.Json;
using Parley.Conversations;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>A text of a message that came from outside.</summary>
/// <param name="Place">Where in the message: its id for what it says, with a word behind it for what stands beside that.</param>
internal sealed record MessagePart(string Place, string Text);

/// <summary>The texts of a message that somebody else wrote: what it says, the names in it, with what tools were called, and what was thought.</summary>
internal static class MessageParts
{
    /// <summary>What stands in the place of a text that is left out.</summary>
    public const string Withheld = "[This was left out: the policy here does not allow it.]";

    private const string UnnamedTool = "withheld";
    private static readonly JsonElement NoArguments = JsonElement.Parse("{}");

    /// <summary>Whether somebody wrote it who is neither this house nor its model: an answer without a turn is what a caller says that an assistant said.</summary>
    public static bool IsFromOutside(Message message) => message.Role is "user" or "tool" || message is { Role: "assistant", TurnId: null };

    /// <summary>Whose word findings in it are.</summary>
    public static string SourceOf(Message message) => message.Role == "tool" ? GuardFound.Tool : GuardFound.User;

    public static string NamesOf(Message message) => $"{message.Id.Value}/names";

    public static string CallOf(Message message, int call) => $"{message.Id.Value}/call/{call}";

    public static string ThinkingOf(Message message) => $"{message.Id.Value}/thinking";

    /// <param name="withContent">False for the message that is answered, which another guard has looked at.</param>
    public static IEnumerable<MessagePart> Of(Message message, bool withContent)
    {
        if (withContent && message.Content.Length > 0)
        {
            yield return new(message.Id.Value, message.Content);
        }

        var calls = message.ToolCalls ?? [];
        if (string.Join('\n', [.. message.Name is { } name ? [name] : Array.Empty<string>(), .. calls.Select(call => call.Name)]) is { Length: > 0 } names)
        {
            yield return new(NamesOf(message), names);
        }

        for (var i = 0; i < calls.Count; i++)
        {
            if (TextsOf(calls[i].Arguments) is { Length: > 0 } said)
            {
                yield return new(CallOf(message, i), said);
            }
        }

        if (string.Join('\n', message.Thinking.Select(thought => thought.Text)) is { Length: > 0 } thoughts)
        {
            yield return new(ThinkingOf(message), thoughts);
        }
    }

    /// <summary>A message without what is to be left out or taken out of it.</summary>
    /// <param name="marks">By <see cref="MessagePart.Place"/>.</param>
    public static Message Show(Message message, IReadOnlyDictionary<string, MaterialMark> marks) => message with
    {
        Content = marks.GetValueOrDefault(message.Id.Value) is { } said ? (said.IsWithheld ? Withheld : said.Text ?? message.Content) : message.Content,
        Name = IsChanged(marks, NamesOf(message)) ? null : message.Name,
        ToolCalls = message.ToolCalls is not { } calls ? null
            : [.. calls.Select((call, i) => call with
            {
                Name = IsChanged(marks, NamesOf(message)) ? UnnamedTool : call.Name,
                Arguments = marks.GetValueOrDefault(CallOf(message, i)) is not { } mark ? call.Arguments
                    : mark is { IsWithheld: false, Text: { } json } ? JsonElement.Parse(json) : NoArguments,
            })],

        // Its model would not know again what was changed.
        Thinking = IsChanged(marks, ThinkingOf(message)) ? [] : message.Thinking,
    };

    /// <summary>The texts and names of a value, one a line.</summary>
    public static string TextsOf(JsonElement value)
    {
        var texts = new StringBuilder();
        JsonTexts.Map(value, text =>
        {
            texts.Append(text).Append('\n');
            return text;
        });
        return texts.ToString();
    }

    private static bool IsChanged(IReadOnlyDictionary<string, MaterialMark> marks, string place) => marks.ContainsKey(place);
}
