using System.Text.Json;

namespace Parley.OpenAI;

/// <summary>A model in a server's list, with what some servers say beside its name.</summary>
/// <param name="OwnedBy">Tells the kind of the server: <c>vllm</c>, <c>llamacpp</c>, <c>library</c> (Ollama) …</param>
/// <param name="MaxModelLength">vLLM's length of context.</param>
/// <param name="TrainedContext">llama.cpp's length of context in training, which it may run below.</param>
internal sealed record ListedModel(string Id, string? OwnedBy, int? MaxModelLength, int? TrainedContext)
{
    /// <returns>Null when this is no list of models.</returns>
    public static IReadOnlyList<ListedModel>? Parse(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
            ? [.. data.EnumerateArray().Select(One).OfType<ListedModel>()]
            : null;

    private static ListedModel? One(JsonElement model)
    {
        if (model.ValueKind != JsonValueKind.Object || Text(model, "id") is not { Length: > 0 } id)
        {
            return null;
        }

        var trained = model.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object ? Number(meta, "n_ctx_train") : null;
        return new(id, Text(model, "owned_by"), Number(model, "max_model_len"), trained);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0
            ? number
            : null;
}
