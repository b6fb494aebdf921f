using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>Reads what was sent.</summary>
internal static class Bodies
{
    /// <exception cref="ScriptException">The body is no JSON.</exception>
    public static async Task<JsonElement> ReadAsync(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new ScriptException($"The body is not JSON: {exception.Message}");
        }
    }

    /// <summary>Reads an input that may be one text or a list of them.</summary>
    public static IReadOnlyList<string> Texts(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var input) ? input.ValueKind switch
        {
            JsonValueKind.String => [input.GetString()!],
            JsonValueKind.Array => [.. input.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())],
            _ => throw new ScriptException($"'{name}' must be a text or a list of texts."),
        }
        : throw new ScriptException($"'{name}' is missing.");
}

/// <summary>Errors in OpenAI's shape.</summary>
internal static class Errors
{
    public static Task WriteAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            return Task.CompletedTask;
        }

        var (type, code) = status switch
        {
            401 => ("invalid_request_error", "invalid_api_key"),
            429 => ("rate_limit_error", "rate_limit_exceeded"),
            >= 500 => ("server_error", "server_error"),
            _ => ("invalid_request_error", "invalid_request"),
        };
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new { error = new { message, type, param = (string?)null, code } }, context.RequestAborted);
    }
}
