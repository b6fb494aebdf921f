using Microsoft.Extensions.Configuration;

namespace Parley.Models;

/// <summary>Which models that embed and rank the environment names.</summary>
internal static class EncoderPlaces
{
    private const string Standard = "https://api.openai.com/v1";

    /// <summary>Those of <c>OPENAI_EMBEDDING_MODEL</c>, several separated by commas, and that of the section "Embedding".</summary>
    /// <exception cref="InvalidOperationException">An address cannot be used.</exception>
    public static IEnumerable<(EncoderEndpoint Endpoint, EmbeddingOptions Options)> Embedders(IConfiguration configuration, EmbeddingOptions options)
    {
        foreach (var model in (Text(configuration, "OPENAI_EMBEDDING_MODEL") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // What is said of one model by name holds for none of the others.
            var plain = options with { Model = model, BaseUrl = null, ApiKey = null, Dimensions = null, QueryPrefix = "", PassagePrefix = "" };
            if (model != options.Model || options.BaseUrl is not null)
            {
                yield return (Endpoint(configuration, "OPENAI_EMBEDDING_MODEL", model, null, null, options.TimeLimit), plain);
            }
        }

        if (!string.IsNullOrWhiteSpace(options.Model))
        {
            yield return (Endpoint(configuration, "Parley__Embedding__BaseUrl", options.Model.Trim(), options.BaseUrl, options.ApiKey, options.TimeLimit), options with { Model = options.Model.Trim() });
        }
        else if (options.BaseUrl is not null)
        {
            throw new InvalidOperationException("Parley__Embedding__BaseUrl is set and Parley__Embedding__Model is not; name the model.");
        }
    }

    /// <summary>That of the section "Rerank"; null for none.</summary>
    /// <exception cref="InvalidOperationException">An address cannot be used.</exception>
    public static EncoderEndpoint? Reranker(IConfiguration configuration, RerankOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Model))
        {
            return options.BaseUrl is null
                ? null
                : throw new InvalidOperationException("Parley__Rerank__BaseUrl is set and Parley__Rerank__Model is not; name the model.");
        }

        return Endpoint(configuration, "Parley__Rerank__BaseUrl", options.Model.Trim(), options.BaseUrl, options.ApiKey, options.TimeLimit);
    }

    private static EncoderEndpoint Endpoint(IConfiguration configuration, string setting, string model, Uri? url, string? key, TimeSpan limit)
    {
        // The key of one address is sent to no other.
        var address = url?.OriginalString ?? Text(configuration, "OPENAI_BASE_URL") ?? Standard;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? new(Places.WithPath(uri), url is null ? key ?? Text(configuration, "OPENAI_API_KEY") : key, model, limit)
            : throw new InvalidOperationException($"{(url is null ? "OPENAI_BASE_URL" : setting)} is not an address; write it like {Standard}.");
    }

    private static string? Text(IConfiguration configuration, string name) =>
        configuration[name] is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;
}
