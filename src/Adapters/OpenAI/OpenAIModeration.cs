using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Parley.Models;
using Parley.Safety;

namespace Parley.OpenAI;

/// <summary>A server with OpenAI's <c>/moderations</c>, which the installation's settings name.</summary>
internal sealed class OpenAIModeration : IModerationProvider
{
    private const string Standard = "https://api.openai.com/v1";

    private readonly JsonCall? _call;

    public OpenAIModeration(OpenAITransport transport, IOptions<ModerationServerOptions> options, IConfiguration configuration, TimeProvider time)
    {
        var server = options.Value;
        Model = server.Model?.Trim() ?? "";
        if (Model.Length == 0)
        {
            return;
        }

        // The key of one address is sent to no other.
        var address = server.BaseUrl?.OriginalString ?? Text(configuration, "OPENAI_BASE_URL") ?? Standard;
        var url = Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new InvalidOperationException($"Parley__Moderation__BaseUrl or OPENAI_BASE_URL is not an address; write it like {Standard}.");
        var key = server.BaseUrl is null ? server.ApiKey ?? Text(configuration, "OPENAI_API_KEY") : server.ApiKey;
        (Name, _call) = ("moderation", new(transport, WireAddress.Under(url.AbsolutePath == "/" ? new(url, "/v1") : url, "moderations"), key, server.TimeLimit, isOfTenant: false, time));
    }

    public string? Name { get; }

    public string Model { get; }

    public async Task<IReadOnlyList<IReadOnlyDictionary<string, double>>> ScoreAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            return await _call!.PostAsync(json => Write(json, texts), answer => Read(answer, texts.Count), cancellationToken);
        }
        catch (ProviderException failure)
        {
            throw new ModerationFailedException(failure.Word, failure);
        }
    }

    private void Write(Utf8JsonWriter json, IReadOnlyList<string> texts)
    {
        json.WriteString("model", Model);
        json.WriteStartArray("input");
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <exception cref="JsonException">It is not what was asked for.</exception>
    private static IReadOnlyList<IReadOnlyDictionary<string, double>> Read(JsonElement answer, int count)
    {
        var results = answer.GetProperty("results");
        return results.GetArrayLength() == count
            ? [.. results.EnumerateArray().Select(Scores)]
            : throw new JsonException($"There are {results.GetArrayLength()} results for {count} texts.");
    }

    // Some models do not know all categories, and say null.
    private static Dictionary<string, double> Scores(JsonElement result)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var score in result.GetProperty("category_scores").EnumerateObject().Where(score => score.Value.ValueKind != JsonValueKind.Null))
        {
            scores[score.Name] = score.Value.GetDouble() is >= 0 and <= 1 and var share ? share : throw new JsonException("A score does not lie between 0 and 1.");
        }

        return scores.Count > 0 ? scores : throw new JsonException("There is no score.");
    }

    private static string? Text(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
