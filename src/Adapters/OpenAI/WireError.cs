using System.Text.Json;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>An error as a server words it. Its message may hold anything, so it is read and never shown.</summary>
internal sealed record WireError(string? Message, string? Type, string? Code, string? Param)
{
    private const int LongestRefusal = 64 * 1024;

    /// <summary>Reads the value of an <c>error</c> member: an object, or a text.</summary>
    public static WireError? Read(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.String))
        {
            reader.Skip();
            return null;
        }

        using var document = JsonDocument.ParseValue(ref reader);
        return From(document.RootElement);
    }

    /// <summary>Reads the body of a refusal: <c>{"error": …}</c>, or the same members without the wrapping, or <c>{"detail": …}</c>.</summary>
    public static WireError Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? new(root.ToString(), null, null, null)
                : root.TryGetProperty("error", out var error) && error.ValueKind is JsonValueKind.Object or JsonValueKind.String ? From(error)
                : From(root);
        }
        catch (JsonException)
        {
            return new(System.Text.Encoding.UTF8.GetString(body.Span), null, null, null);
        }
    }

    /// <summary>Reads the body of a refusal; what cannot be read says nothing.</summary>
    /// <exception cref="ProviderException">It did not come in time.</exception>
    public static async Task<WireError> ReadAsync(HttpResponseMessage response, CallClock clock)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(clock.Token);
            var buffer = new byte[LongestRefusal];
            var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, clock.Token);
            return Parse(buffer.AsMemory(0, length));
        }
        catch (OperationCanceledException exception)
        {
            throw clock.Explain(exception);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return new(null, null, null, null);
        }
    }

    private static WireError From(JsonElement error) => error.ValueKind == JsonValueKind.String
        ? new(error.GetString(), null, null, null)
        : new(Text(error, "message") ?? Text(error, "detail"), Text(error, "type"), Text(error, "code"), Text(error, "param"));

    private static string? Text(JsonElement element, string name) => !element.TryGetProperty(name, out var value) ? null : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };
}
