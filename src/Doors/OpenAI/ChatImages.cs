using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>The images in a message's parts. They come as data; an address is fetched by nobody here.</summary>
internal static class ChatImages
{
    private const string Data = "data:";
    private const string Base64 = ";base64,";

    public static bool IsImage(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && type.ValueEquals("image_url");

    /// <exception cref="RefusedException">An image is not given as data.</exception>
    public static IReadOnlyList<SentFile> Read(JsonElement content, string path) =>
        content.ValueKind != JsonValueKind.Array
            ? []
            : [.. content.EnumerateArray().Index().Where(part => IsImage(part.Item)).Select(part => One(part.Item, part.Index, $"{path}[{part.Index}].image_url"))];

    private static SentFile One(JsonElement part, int index, string path)
    {
        var named = part.TryGetProperty("image_url", out var image) ? image : default;
        var address = named.ValueKind == JsonValueKind.Object && named.TryGetProperty("url", out var url) ? url : named;
        var text = address.ValueKind == JsonValueKind.String ? TurnRequests.ReadText(address, path) : "";
        if (text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(path, "No image is fetched from an address. Send the image itself, as data:image/png;base64,….");
        }

        var at = text.StartsWith(Data, StringComparison.OrdinalIgnoreCase) ? text.IndexOf(Base64, StringComparison.OrdinalIgnoreCase) : -1;
        return at > 0 && Base64Bytes.Read(text.AsSpan(at + Base64.Length)) is { Length: > 0 } bytes
            ? SentFile.Within($"image-{index + 1}.{Ending(text[Data.Length..at])}", bytes)
            : throw Invalid(path, "An image is {\"url\": \"data:image/png;base64,…\"}, with at least one byte.");
    }

    public static string Ending(string mediaType) => mediaType.ToLowerInvariant() switch
    {
        "image/jpeg" or "image/jpg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => "png",
    };

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
