using System.Runtime.InteropServices;
using System.Text.Json;

namespace Parley.ScriptedProvider;

/// <summary>The routes beside the chat: models, embeddings, tokens.</summary>
internal static class SmallRoutes
{
    private const int DefaultDimensions = 384;
    private const int ContextTokens = 32_768;
    private const int TokensAroundMessage = 4;

    public static void Map(IEndpointRouteBuilder routes, ScriptedProviderOptions options, RequestLog log)
    {
        var models = new { @object = "list", data = options.Models.Select(id => new { id, @object = "model", created = 1_700_000_000, owned_by = options.OwnedBy, max_model_len = ContextTokens }) };
        routes.MapGet("/health", () => Results.Ok(new { status = "ok" }));
        var listed = new
        {
            data = options.Models.Select(id => new { type = "model", id, display_name = id, created_at = DateTimeOffset.UnixEpoch, max_input_tokens = ContextTokens, max_tokens = 8_192 }),
            has_more = false,
            first_id = options.Models[0],
            last_id = options.Models[^1],
        };
        routes.MapGet("/v1/models", (HttpContext context) => ScriptedProviderApp.SpeaksAnthropic(context) ? Results.Json(listed) : Results.Json(models));
        routes.MapGet("/v1/models/{id}", (string id) => models.data.FirstOrDefault(model => model.id == id) is { } model ? Results.Json(model) : Results.NotFound());
        routes.MapPost("/v1/embeddings", context => Recorded(context, log, Embed));
        routes.MapPost("/v1/moderations", context => Recorded(context, log, Moderation.Answer));
        routes.MapPost("/tokenize", context => Recorded(context, log, Tokenize));
    }

    private static async Task Recorded(HttpContext context, RequestLog log, Func<JsonElement, object> answer)
    {
        var record = log.Open(context);
        try
        {
            record.Body = await Bodies.ReadAsync(context);
            await context.Response.WriteAsJsonAsync(answer(record.Body.Value), context.RequestAborted);
            log.Close(record, "completed");
        }
        catch (ScriptException exception)
        {
            await Errors.WriteAsync(context, 400, exception.Message);
            log.Close(record, "refused");
        }
    }

    private static object Embed(JsonElement body)
    {
        var texts = Bodies.Texts(body, "input");
        var dimensions = ChatRequest.Number(body, "dimensions") ?? DefaultDimensions;
        if (dimensions is < 1 or > 4096)
        {
            throw new ScriptException("'dimensions' must lie between 1 and 4096.");
        }

        var asBase64 = ChatRequest.Text(body, "encoding_format") == "base64";
        var tokens = texts.Sum(Pieces.Count);
        return new
        {
            @object = "list",
            data = texts.Select((text, index) => new { @object = "embedding", index, embedding = Vector(text, dimensions, asBase64) }),
            model = ChatRequest.Text(body, "model") ?? "scripted",
            usage = new { prompt_tokens = tokens, total_tokens = tokens },
        };
    }

    /// <summary>A bag of words, each hashed to a signed place, at length 1: texts that share words are near each other.</summary>
    private static object Vector(string text, int dimensions, bool asBase64)
    {
        var vector = new float[dimensions];
        foreach (var piece in Pieces.Of(text.ToLowerInvariant()))
        {
            var number = Pieces.Number(piece.AsSpan().Trim());
            vector[number % dimensions] += (number & 0x10000) == 0 ? 1 : -1;
        }

        var norm = MathF.Sqrt(vector.Sum(value => value * value));
        if (norm == 0)
        {
            (vector[0], norm) = (1, 1);
        }

        for (var i = 0; i < dimensions; i++)
        {
            vector[i] /= norm;
        }

        return asBase64 ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan())) : vector;
    }

    /// <summary>vLLM sends <c>prompt</c> or <c>messages</c> and wants a count; llama.cpp sends <c>content</c> and wants the tokens.</summary>
    private static object Tokenize(JsonElement body)
    {
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("messages", out _))
        {
            var messages = ChatRequest.Read(body).Messages;
            var all = messages.SelectMany(message => Enumerable.Range(1, TokensAroundMessage).Concat(Numbers(message.Text))).ToArray();
            return new { count = all.Length, max_model_len = ContextTokens, tokens = all };
        }

        if (ChatRequest.Text(body, "content") is { } content)
        {
            return new { tokens = Numbers(content) };
        }

        var tokens = Bodies.Texts(body, "prompt").SelectMany(Numbers).ToArray();
        return new { count = tokens.Length, max_model_len = ContextTokens, tokens };
    }

    private static IEnumerable<int> Numbers(string text) => Pieces.Of(text).Select(piece => Pieces.Number(piece));
}
