using System.Text.Json;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>A reranker behind <c>/rerank</c>: Cohere, Jina, vLLM and others, or Text Embeddings Inference.</summary>
internal sealed class RerankClient(OpenAITransport transport, EncoderEndpoint endpoint, RerankWire wire, TimeProvider time) : IRerankClient
{
    // TEI has no /v1.
    private readonly JsonCall _call = new(
        transport, wire == RerankWire.Tei ? WireAddress.Beside(endpoint.BaseUrl, "rerank") : WireAddress.Under(endpoint.BaseUrl, "rerank"),
        endpoint.ApiKey, endpoint.TimeLimit, endpoint.IsOfTenant, time);

    public Task<RerankScores> ScoreAsync(string query, IReadOnlyList<string> texts, CancellationToken cancellationToken) => _call.PostAsync(
        json =>
        {
            if (wire == RerankWire.Cohere)
            {
                json.WriteString("model", endpoint.Model);
                json.WriteNumber("top_n", texts.Count);
            }
            else
            {
                json.WriteBoolean("truncate", true);
            }

            json.WriteString("query", query);
            json.WriteStartArray(wire == RerankWire.Cohere ? "documents" : "texts");
            foreach (var text in texts)
            {
                json.WriteStringValue(text);
            }

            json.WriteEndArray();
        },
        answer => Read(answer, texts.Count),
        cancellationToken);

    /// <exception cref="JsonException">It is not what was asked for.</exception>
    private static RerankScores Read(JsonElement answer, int count)
    {
        var results = answer.ValueKind == JsonValueKind.Array ? answer : answer.GetProperty("results");
        if (results.GetArrayLength() != count)
        {
            throw new JsonException($"There are {results.GetArrayLength()} scores for {count} texts.");
        }

        var scores = new double?[count];
        foreach (var one in results.EnumerateArray())
        {
            var at = one.GetProperty("index").GetInt32();
            var score = (one.TryGetProperty("relevance_score", out var relevance) ? relevance : one.GetProperty("score")).GetDouble();
            if (at < 0 || at >= count || scores[at] is not null || !double.IsFinite(score))
            {
                throw new JsonException($"There is no place for a score with the index {at}.");
            }

            scores[at] = score;
        }

        return new([.. scores.Select(score => score!.Value)], Tokens(answer));
    }

    private static long? Tokens(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
        && usage.TryGetProperty("total_tokens", out var tokens) && tokens.ValueKind == JsonValueKind.Number && tokens.TryGetInt64(out var total) && total >= 0
            ? total
            : null;
}
