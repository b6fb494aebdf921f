using System.Text.Json;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>An image in a message's parts. It comes as data; an address is fetched by nobody here.</summary>
internal static class ChatImages
{
    private const string Data = "data:";
    private const string Base64 = ";base64,";

    /// <exception cref="RefusedException">The image is not given as data.</exception>
    public static SentFile Read(JsonElement part, int index, string path)
    {
        ChatFields.All.Check(part, "part", path[..path.LastIndexOf('.')], "image_url");
        var named = part.TryGetProperty("image_url", out var image) ? image : default;
        ChatFields.All.Check(named, "part.image_url", path);
        var address = named.ValueKind == JsonValueKind.Object && named.TryGetProperty("url", out var url) ? url : named;
        var text = address.ValueKind == JsonValueKind.String ? TurnRequests.ReadText(address, path) : "";
        if (text.StartsWith("http:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            throw Invalid(path, "No image is fetched from an address. Send the image itself, as data:image/png;base64,….");
        }

        var at = text.StartsWith(Data, StringComparison.OrdinalIgnoreCase) ? text.IndexOf(Base64, StringComparison.OrdinalIgnoreCase) : -1;
        return at > 0 && Base64Bytes.Read(text.AsSpan(at + Base64.Length)) is { Length: > 0 } bytes
            ? SentFile.Within($"image-{index + 1}.{Ending(text[Data.Length..at])}", bytes) with { Detail = Detail(named, path) }
            : throw Invalid(path, "An image is {\"url\": \"data:image/png;base64,…\"}, with at least one byte.");
    }

    /// <returns>Null where it is left to the model.</returns>
    private static string? Detail(JsonElement image, string path) =>
        image.ValueKind != JsonValueKind.Object || !image.TryGetProperty("detail", out var detail) || detail.ValueKind == JsonValueKind.Null || WireField.Word("auto")(detail) ? null
        : WireField.Word("low", "high")(detail) ? detail.GetString()
        : throw Invalid($"{path}.detail", $"{path}.detail must be auto, low or high.");

    public static string Ending(string mediaType) => mediaType.ToLowerInvariant() switch
    {
        "image/jpeg" or "image/jpg" => "jpg",
        "image/gif" => "gif",
        "image/webp" => "webp",
        _ => "png",
    };

    private static RefusedException Invalid(string field, string sentence) => new(Refusal.Invalid(field, sentence));
}
