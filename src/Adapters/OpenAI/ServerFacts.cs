using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>What is known of a server and its model beyond the wire that all share.</summary>
internal sealed partial record ServerFacts(int ContextTokens)
{
    /// <summary>Small enough for any model of today; the setting <c>Parley__Models__OpenAI__ContextTokens</c> corrects it.</summary>
    private const int CautiousContext = 8_192;

    /// <summary>Ollama runs models with this much unless its own settings say otherwise, and does not tell.</summary>
    private const int OllamaContext = 4_096;
    private const int OpenAIContext = 128_000;
    private const int OpenAIOutput = 16_384;
    private const int LongestAnswer = 4 * 1024 * 1024;

    public int? MaxOutputTokens { get; private init; }

    public bool Continues { get; private init; }

    public bool Sees { get; private init; }

    /// <summary>What it has fields for beyond the wire that all share.</summary>
    public ModelFields MoreFields { get; private init; }

    public TokenizerCall? Tokenizer { get; private init; }

    public static async Task<ServerFacts> LookAsync(HttpClient http, ProviderEndpoint endpoint, ListedModel model, CancellationToken cancellationToken)
    {
        var facts = Of(http, endpoint, model);
        return model.OwnedBy == "llamacpp" && await LlamaContextAsync(http, endpoint, cancellationToken) is { } context
            ? facts with { ContextTokens = context }
            : facts;
    }

    /// <summary>What the list of models tells, without asking further.</summary>
    public static ServerFacts Of(HttpClient http, ProviderEndpoint endpoint, ListedModel model) => model.OwnedBy switch
    {
        "vllm" => new(model.MaxModelLength ?? CautiousContext)
        {
            Continues = true,
            MoreFields = ModelFields.TopK,
            Tokenizer = (text, token) => CountAsync(http, endpoint, json => WritePrompt(json, model.Id, text), "count", token),
        },
        "llamacpp" => new(model.TrainedContext ?? CautiousContext)
        {
            MoreFields = ModelFields.TopK,
            Tokenizer = (text, token) => CountAsync(http, endpoint, json => json.WriteString("content", text), "tokens", token),
        },
        "library" => new(OllamaContext),
        _ => endpoint.BaseUrl.Host == "api.openai.com" && LargeOpenAI().IsMatch(model.Id)
            ? new(OpenAIContext) { MaxOutputTokens = OpenAIOutput, Sees = true }
            : new(model.MaxModelLength ?? CautiousContext),
    };

    private static async Task<int?> LlamaContextAsync(HttpClient http, ProviderEndpoint endpoint, CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Get, endpoint, "props");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var props = await BoundedJson.ReadAsync(body, LongestAnswer, cancellationToken);
        return props.ValueKind == JsonValueKind.Object && props.TryGetProperty("default_generation_settings", out var settings)
            && settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty("n_ctx", out var context)
            && context.ValueKind == JsonValueKind.Number && context.TryGetInt32(out var tokens) && tokens > 0
                ? tokens
                : null;
    }

    /// <param name="answer">The member of the answer that is the count, or the list of tokens.</param>
    /// <exception cref="ProviderException">The server did not count.</exception>
    private static async Task<int> CountAsync(
        HttpClient http, ProviderEndpoint endpoint, Action<Utf8JsonWriter> question, string answer, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        using (var json = new Utf8JsonWriter(content))
        {
            json.WriteStartObject();
            question(json);
            json.WriteEndObject();
        }

        using var request = Request(HttpMethod.Post, endpoint, "tokenize");
        request.Content = new ByteArrayContent(content.ToArray());
        request.Content.Headers.ContentType = new("application/json");
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var counted = (await BoundedJson.ReadAsync(body, LongestAnswer, cancellationToken)).GetProperty(answer);
            return counted.ValueKind == JsonValueKind.Array ? counted.GetArrayLength() : counted.GetInt32();
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException or InvalidDataException
            or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Faults.Malformed("The server's tokenizer did not answer with a count.");
        }
    }

    private static void WritePrompt(Utf8JsonWriter json, string model, string text)
    {
        json.WriteString("model", model);
        json.WriteString("prompt", text);

        // The marker of the beginning belongs to the conversation, not to each text.
        json.WriteBoolean("add_special_tokens", false);
    }

    private static HttpRequestMessage Request(HttpMethod method, ProviderEndpoint endpoint, string path)
    {
        var request = new HttpRequestMessage(method, WireAddress.Beside(endpoint.BaseUrl, path));
        if (endpoint.ApiKey is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return request;
    }

    [GeneratedRegex(@"^(?:gpt-(?:4o|4\.1|[5-9])|chatgpt|o\d)")]
    private static partial Regex LargeOpenAI();
}
