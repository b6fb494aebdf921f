using System.Globalization;
using System.Text;
using System.Text.Json;
using Parley.Conversations;

namespace Parley.Exchange;

/// <summary>
/// The messages of a conversation as this product exports it. Whoever sends the file may have written it: so citations come back as
/// unverified, and feedback, which belongs to a record of how the answer was made, does not come back.
/// </summary>
internal static class OwnNodes
{
    private const int LongestModel = 200;
    private const int MostCitations = 200;

    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true };

    /// <exception cref="BrokenConversationException">The form is newer than this program, or has no messages.</exception>
    public static IReadOnlyList<SourceNode> Read(JsonElement root, ImportOptions options, DateTimeOffset now)
    {
        if (root.Member("version") is not { ValueKind: JsonValueKind.Number } version || !version.TryGetInt32(out var number) || number is < 1 or > JsonExport.Version)
        {
            throw new BrokenConversationException("It was exported in a form that this version does not know.");
        }

        var nodes = new List<SourceNode>();
        foreach (var message in root.Items("messages"))
        {
            if (nodes.Count >= options.MostMessages)
            {
                throw new BrokenConversationException($"It has more than {options.MostMessages} messages.");
            }

            var id = message.Text("id") ?? "";
            nodes.Add(new(id, message.Text("parent_id"), Message(message, options.LongestMessage, now)) { Rank = nodes.Count });
        }

        return nodes;
    }

    private static SourceMessage? Message(JsonElement message, int longest, DateTimeOffset now)
    {
        if (message.Text("role") is not ("user" or "assistant" or "system" or "tool" or "agent") || message.Text("role") is not { } role
            || message.Text("content") is not { } written)
        {
            return null;
        }

        // Nothing is added to a text that is too long already: it will be refused.
        var text = new StringBuilder(written);
        foreach (var attachment in message.Items("attachments").TakeWhile(_ => text.Length <= longest))
        {
            var name = attachment.ValueKind == JsonValueKind.String ? JsonReading.Text(attachment) : attachment.Text("name") ?? "without a name";
            text.Append("\n\n[File left out: ").Append(OneLine.Of(name)).Append(']');
        }

        var content = text.ToString();

        var state = message.Text("state") is "complete" or "interrupted" or "cancelled" or "failed" ? message.Text("state")! : "interrupted";
        var model = message.Text("model") is { Length: > 0 and <= LongestModel } named ? OneLine.Of(named) : null;
        return new(role, content, message.Time("created_at", now), model, state, Fold: false, Details(message, content.Length));
    }

    private static MessageDetails? Details(JsonElement message, int length)
    {
        var details = new MessageDetails
        {
            Citations = Try<List<Citation>>(message, "citations")?.Take(MostCitations).Where(citation => IsIn(citation.MessageStart, citation.MessageEnd, length))
                .Select(citation => citation with { Verified = false }).ToList(),
            Unsupported = Try<List<TextSpan>>(message, "unsupported")?.Take(MostCitations).Where(span => IsIn(span.MessageStart, span.MessageEnd, length)).ToList(),
            Usage = Try<Usage>(message, "usage") is { InputTokens: >= 0, OutputTokens: >= 0, CachedTokens: >= 0 } usage
                && decimal.TryParse(usage.Cost, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? usage : null,
            ToolCalls = Try<List<ToolCall>>(message, "tool_calls")?.ConvertAll(call => call with { Arguments = call.Arguments.Clone() }),
            CallId = message.Text("call_id"),
        };
        return details == new MessageDetails() ? null : details;
    }

    private static bool IsIn(int start, int end, int length) => start >= 0 && start <= end && end <= length;

    private static T? Try<T>(JsonElement message, string name)
        where T : class
    {
        try
        {
            return message.Member(name) is { } member && !member.GetRawText().Contains("\\u0000", StringComparison.Ordinal) ? member.Deserialize<T>(Options) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
