using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;

namespace Parley.Exchange.Tests;

/// <summary>Exports in the form of ChatGPT's, written for these tests.</summary>
internal static class Exports
{
    public static JsonObject Conversation(string id, string title, DateTimeOffset at, string current, params JsonObject[] nodes)
    {
        var mapping = new JsonObject();
        foreach (var node in nodes)
        {
            mapping[node["id"]!.GetValue<string>()] = node;
        }

        foreach (var node in nodes)
        {
            if (node["parent"]?.GetValue<string>() is { } parent && mapping[parent]?["children"] is JsonArray children)
            {
                children.Add(node["id"]!.GetValue<string>());
            }
        }

        return new()
        {
            ["title"] = title,
            ["create_time"] = Seconds(at),
            ["update_time"] = Seconds(at.AddMinutes(5)),
            ["mapping"] = mapping,
            ["current_node"] = current,
            ["conversation_id"] = id,
            ["is_archived"] = false,
        };
    }

    public static JsonObject Node(string id, string? parent, string? role, JsonNode? content, DateTimeOffset? at = null, JsonObject? metadata = null, string recipient = "all") => new()
    {
        ["id"] = id,
        ["parent"] = parent,
        ["children"] = new JsonArray(),
        ["message"] = role is null ? null : new JsonObject
        {
            ["id"] = id,
            ["author"] = new JsonObject { ["role"] = role, ["name"] = null, ["metadata"] = new JsonObject() },
            ["create_time"] = at is { } time ? Seconds(time) : null,
            ["content"] = content,
            ["status"] = "finished_successfully",
            ["recipient"] = recipient,
            ["metadata"] = metadata ?? new JsonObject(),
        },
    };

    public static JsonObject Text(params string[] parts) =>
        new() { ["content_type"] = "text", ["parts"] = new JsonArray([.. parts.Select(part => (JsonNode)part)]) };

    /// <summary>Two questions, one of them edited, an answer made twice, code that was run, a picture, and all that is never shown.</summary>
    public static JsonObject Rich(string id, DateTimeOffset at) => Conversation(
        id, "Weather & code", at, "a2",
        Node("root", null, null, null),
        Node("sys", "root", "system", Text("")),
        Node("hidden", "sys", "user", new JsonObject { ["content_type"] = "user_editable_context", ["user_profile"] = "secret profile" },
            metadata: new() { ["is_visually_hidden_from_conversation"] = true }),
        Node("q1", "hidden", "user", Text("What is the weather?"), at, new() { ["attachments"] = new JsonArray(new JsonObject { ["name"] = "map.pdf" }) }),
        Node("think", "q1", "assistant", new JsonObject { ["content_type"] = "thoughts", ["thoughts"] = new JsonArray() }),
        Node("run", "think", "assistant", new JsonObject { ["content_type"] = "code", ["language"] = "unknown", ["text"] = "print(1)" }, at.AddSeconds(1), recipient: "python"),
        Node("out", "run", "tool", new JsonObject { ["content_type"] = "execution_output", ["text"] = "1" }),
        Node("a1", "out", "assistant", Text("It is sunny \uE200cite\uE202turn0search1\uE201today."), at.AddSeconds(2), new() { ["model_slug"] = "gpt-4o" }),
        Node("q1b", "hidden", "user", Text("What is the time?"), at.AddSeconds(10)),
        Node("a2", "q1b", "assistant", Text("Noon.", "Or nearly."), at.AddSeconds(11), new() { ["model_slug"] = "gpt-4o" }),
        Node("a3", "q1b", "assistant", Text("Midnight."), at.AddSeconds(12)),
        Node("img", "a3", "tool", new JsonObject
        {
            ["content_type"] = "multimodal_text",
            ["parts"] = new JsonArray(new JsonObject
            {
                ["content_type"] = "image_asset_pointer",
                ["asset_pointer"] = "file-service://file-1",
                ["metadata"] = new JsonObject { ["dalle"] = new JsonObject { ["prompt"] = "a moon" } },
            }),
        }));

    public static MemoryStream Json(params JsonNode[] conversations) => new(Encoding.UTF8.GetBytes(new JsonArray(conversations).ToJsonString()));

    public static MemoryStream Zip(params (string Name, byte[] Content)[] files)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        packed.Position = 0;
        return packed;
    }

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;
}
