using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>The images in a message's blocks. They come as data; an address is fetched by nobody here.</summary>
internal static class MessageImages
{
    /// <exception cref="RefusedException">The image is not given as data.</exception>
    public static SentFile Read(JsonElement block, string path, int index)
    {
        var source = block.TryGetProperty("source", out var given) && given.ValueKind == JsonValueKind.Object ? given : default;
        var type = Member(source, "type", path);
        if (type is not "base64")
        {
            throw Invalid($"{path}.source", "An image is {\"type\": \"base64\", \"media_type\": \"image/png\", \"data\": \"…\"}; none is fetched from an address.");
        }

        MessageFields.All.Check(source, "block.source", $"{path}.source");
        return Member(source, "data", path) is { } data && Base64Bytes.Read(data) is { Length: > 0 } bytes
            ? SentFile.Within($"image-{index + 1}.{ChatImages.Ending(Member(source, "media_type", path) ?? "")}", bytes)
            : throw Invalid($"{path}.source.data", "The data of an image are its bytes in base64, at least one.");
    }

    private static string? Member(JsonElement source, string name, string path) =>
        source.ValueKind == JsonValueKind.Object && source.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? TurnRequests.ReadText(value, $"{path}.source.{name}")
            : null;

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
