using System.Text.Json;
using Parley.Models;

namespace Parley.OpenAI;

/// <summary>Reads how likely the tokens of one frame were.</summary>
internal static class LogprobsReader
{
    private const int MostAlternatives = 32;

    // A server may tell them unasked, in a form of its own: what is no token is passed over.
    public static void Read(ref Utf8JsonReader reader, List<TokenLogprob> tokens)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        using var document = JsonDocument.ParseValue(ref reader);
        foreach (var list in (ReadOnlySpan<string>)["content", "refusal"])
        {
            if (document.RootElement.TryGetProperty(list, out var told) && told.ValueKind == JsonValueKind.Array)
            {
                tokens.AddRange(from token in told.EnumerateArray()
                                let likely = Of(token)
                                where likely is not null
                                select new TokenLogprob(likely.Token, likely.Logprob, likely.Bytes, Alternatives(token)));
            }
        }
    }

    private static List<LikelyToken> Alternatives(JsonElement token) =>
        token.TryGetProperty("top_logprobs", out var told) && told.ValueKind == JsonValueKind.Array
            ? [.. told.EnumerateArray().Take(MostAlternatives).Select(Of).OfType<LikelyToken>()]
            : [];

    private static LikelyToken? Of(JsonElement token) =>
        token.ValueKind == JsonValueKind.Object && token.TryGetProperty("token", out var text) && text.ValueKind == JsonValueKind.String
            && token.TryGetProperty("logprob", out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var logprob) && double.IsFinite(logprob)
            ? new(text.GetString()!, logprob, Bytes(token))
            : null;

    private static List<int>? Bytes(JsonElement token) =>
        token.TryGetProperty("bytes", out var told) && told.ValueKind == JsonValueKind.Array
            && told.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Number && one.TryGetByte(out _))
            ? [.. told.EnumerateArray().Select(one => one.GetInt32())]
            : null;
}
