using System.Security.Cryptography;
using System.Text.Json;

namespace Parley.Exchange;

/// <summary>Reads one conversation out of JSON, of whichever form it is, into the plan of what will be written.</summary>
internal sealed class ConversationReader(ImportOptions options, DateTimeOffset now)
{
    private const int LongestTitle = 200;
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 64 };

    /// <exception cref="BrokenConversationException">It cannot be read; the message says why.</exception>
    public ImportPlan Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            return Read(document.RootElement, json.Span);
        }
        catch (JsonException)
        {
            throw new BrokenConversationException("It is not JSON that can be read.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            throw new BrokenConversationException("It holds names or numbers that cannot be read.");
        }
    }

    /// <returns>The title of a conversation that could not be imported, as far as there is one.</returns>
    public static string? TitleOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            var root = document.RootElement;
            return (root.Text("title") ?? root.Member("conversation")?.Text("title")) is { } title ? Title(title) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private ImportPlan Read(JsonElement root, ReadOnlySpan<byte> json)
    {
        var isOwn = root.Text("schema") == JsonExport.Schema;
        if (!isOwn && root.Member("mapping") is not { ValueKind: JsonValueKind.Object })
        {
            throw new BrokenConversationException("It is no conversation of a form that is known here.");
        }

        var about = isOwn ? root.Member("conversation") ?? default : root;
        var nodes = isOwn ? OwnNodes.Read(root, options, now) : ChatGptNodes.Read(root, options, now);
        var (messages, leaf) = new ImportTree(nodes, options.LongestMessage).Build(about.Text(isOwn ? "leaf_message_id" : "current_node"));
        if (messages.Count > options.MostMessages)
        {
            throw new BrokenConversationException($"It has {messages.Count} messages; at most {options.MostMessages} can be imported.");
        }

        if (messages.Any(planned => planned.Message.Text.Length > options.LongestMessage))
        {
            throw new BrokenConversationException($"It holds a message of more than {options.LongestMessage} characters.");
        }

        var created = about.Time(isOwn ? "created_at" : "create_time", now) ?? messages.FirstOrDefault(planned => planned.Message.At is not null)?.Message.At ?? now;
        var updated = about.Time(isOwn ? "updated_at" : "update_time", now) ?? messages.Max(planned => planned.Message.At) ?? created;
        return new(
            ExternalId(about, isOwn, json), Title(about.Text("title") ?? ""), created, updated < created ? created : updated,
            about.IsTrue(isOwn ? "archived" : "is_archived"), about.IsTrue(isOwn ? "pinned" : "is_starred"), messages, leaf);
    }

    // A branch by itself and the whole are two exports of one conversation.
    private static string ExternalId(JsonElement about, bool isOwn, ReadOnlySpan<byte> json) =>
        isOwn && about.Text("id") is { Length: > 0 } own ? $"parley:{own}:{(about.Text("branches") == "one" ? about.Text("leaf_message_id") : "all")}"
        : !isOwn && (about.Text("conversation_id") ?? about.Text("id")) is { Length: > 0 } id ? $"chatgpt:{id}"
        : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(json))}";

    private static string Title(string title)
    {
        var line = OneLine.Of(title);
        return line.Length <= LongestTitle ? line
            : line[..(char.IsHighSurrogate(line[LongestTitle - 1]) ? LongestTitle - 1 : LongestTitle)].Trim();
    }
}
