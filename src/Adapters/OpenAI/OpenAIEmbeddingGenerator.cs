using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>One embedding model of one OpenAI-compatible server. What it answers is held against what was asked before anybody sees it.</summary>
internal sealed class OpenAIEmbeddingGenerator(OpenAITransport transport, EncoderEndpoint endpoint, TimeProvider time)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int MostDimensions = 100_000;

    private readonly JsonCall _call = new(transport, WireAddress.Under(endpoint.BaseUrl, "embeddings"), endpoint.ApiKey, endpoint.TimeLimit, endpoint.IsOfTenant, time);

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values as IReadOnlyList<string> ?? [.. values];
        return _call.PostAsync(
            json =>
            {
                json.WriteString("model", endpoint.Model);
                json.WriteStartArray("input");
                foreach (var text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
                json.WriteString("encoding_format", "float");
                if (options?.Dimensions is { } dimensions)
                {
                    json.WriteNumber("dimensions", dimensions);
                }
            },
            answer => Read(answer, texts.Count, options?.Dimensions),
            cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata(OpenAIProvider.Name, endpoint.BaseUrl, endpoint.Model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // The connections belong to the transport, which all clients share.
    }

    /// <exception cref="JsonException">It is not what was asked for.</exception>
    private GeneratedEmbeddings<Embedding<float>> Read(JsonElement answer, int count, int? dimensions)
    {
        var data = answer.GetProperty("data");
        if (data.GetArrayLength() != count)
        {
            throw new JsonException($"There are {data.GetArrayLength()} vectors for {count} texts.");
        }

        var vectors = new float[count][];
        foreach (var (i, one) in data.EnumerateArray().Index())
        {
            var at = one.TryGetProperty("index", out var index) && index.ValueKind == JsonValueKind.Number ? index.GetInt32() : i;
            if (at < 0 || at >= count || vectors[at] is not null)
            {
                throw new JsonException($"There is no place for a vector with the index {at}.");
            }

            vectors[at] = Numbers(one.GetProperty("embedding"), dimensions ?? vectors.FirstOrDefault(known => known is not null)?.Length);
        }

        return new(vectors.Select(vector => new Embedding<float>(vector) { ModelId = endpoint.Model }))
        {
            Usage = Tokens(answer) is { } tokens ? new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens } : null,
        };
    }

    private static float[] Numbers(JsonElement embedding, int? expected)
    {
        var length = embedding.GetArrayLength();
        if (length is 0 or > MostDimensions || (expected is { } wanted && length != wanted))
        {
            throw new JsonException($"A vector has {length} numbers.");
        }

        var vector = new float[length];
        foreach (var (i, number) in embedding.EnumerateArray().Index())
        {
            vector[i] = number.GetSingle();
        }

        return vector.All(float.IsFinite) ? vector : throw new JsonException("A vector is not made of finite numbers.");
    }

    private static long? Tokens(JsonElement answer) =>
        answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
        && (usage.TryGetProperty("prompt_tokens", out var tokens) || usage.TryGetProperty("total_tokens", out tokens))
        && tokens.ValueKind == JsonValueKind.Number && tokens.TryGetInt64(out var count) && count >= 0
            ? count
            : null;
}
