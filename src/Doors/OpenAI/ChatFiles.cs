using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>The parts of a message that are no text: images that come along, and files that were uploaded before.</summary>
internal static class ChatFiles
{
    public static bool IsOne(JsonElement part) => TypeOf(part) is "image_url" or "file";

    /// <exception cref="RefusedException">A part is not what it says it is.</exception>
    public static IReadOnlyList<SentFile> Read(JsonElement content, string path) => content.ValueKind != JsonValueKind.Array
        ? []
        :
        [
            .. from part in content.EnumerateArray().Index()
               where IsOne(part.Item)
               let place = $"{path}[{part.Index}]"
               select TypeOf(part.Item) == "file" ? Uploaded(part.Item, place) : ChatImages.Read(part.Item, part.Index, $"{place}.image_url"),
        ];

    private static SentFile Uploaded(JsonElement part, string path)
    {
        ChatFields.All.Check(part, "part", path, "file");
        var file = part.TryGetProperty("file", out var named) ? named : default;
        ChatFields.All.Check(file, "part.file", $"{path}.file");
        return file.ValueKind == JsonValueKind.Object && file.TryGetProperty("file_id", out var id) && id.ValueKind == JsonValueKind.String
            && FileId.TryParse(TurnRequests.ReadText(id, $"{path}.file.file_id"), null, out var known)
            ? SentFile.Uploaded(known)
            : throw new RefusedException(Refusal.Invalid($"{path}.file.file_id", "A file is {\"file_id\": \"file_…\"}, as POST /v1/files gave it out."));
    }

    private static string? TypeOf(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            ? type.ValueEquals("image_url") ? "image_url" : type.ValueEquals("file") ? "file" : null
            : null;
}
