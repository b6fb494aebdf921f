using System.Text;
using System.Text.Json;

namespace Parley.Anthropic;

/// <summary>An error as a server words it. Its message may hold anything, so it is read and never shown.</summary>
internal sealed record WireError(string? Type, string? Message)
{
    public static WireError None { get; } = new(null, null);

    /// <summary>Reads the body of a refusal: <c>{"type": "error", "error": {…}}</c>, or what a server in between says.</summary>
    public static WireError Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return From(document.RootElement);
        }
        catch (JsonException)
        {
            return new(null, Encoding.UTF8.GetString(body.Span));
        }
    }

    public static WireError From(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out var error))
        {
            return error.ValueKind == JsonValueKind.Object ? new(Text(error, "type"), Text(error, "message")) : new(null, error.ToString());
        }

        return body.ValueKind == JsonValueKind.Object ? new(Text(body, "type"), Text(body, "message")) : None;
    }

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // It is no valid text, and says nothing then.
            return null;
        }
    }
}
