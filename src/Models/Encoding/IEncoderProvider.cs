using Microsoft.Extensions.AI;

namespace Parley.Models;

/// <summary>Where texts are embedded or ranked.</summary>
/// <param name="TimeLimit">Longest wait for one call.</param>
public sealed record EncoderEndpoint(Uri BaseUrl, string? ApiKey, string Model, TimeSpan TimeLimit)
{
    /// <inheritdoc cref="ProviderEndpoint.IsOfTenant"/>
    public bool IsOfTenant { get; init; }

    /// <summary>Says where, and never a key.</summary>
    public override string ToString() => new ProviderEndpoint(BaseUrl, Model: Model).ToString();
}

/// <summary>One kind of provider that embeds and ranks texts; an adapter per wire format implements it. Its clients are raw: nobody gets one without a meter around it.</summary>
public interface IEncoderProvider
{
    /// <summary>The name of the kind, such as <c>openai</c>.</summary>
    string Provider { get; }

    /// <returns>One call a request: as many vectors as texts, all of one length and of finite numbers, in the texts' order.</returns>
    IEmbeddingGenerator<string, Embedding<float>> Embedder(EncoderEndpoint endpoint);

    IRerankClient Reranker(EncoderEndpoint endpoint, RerankWire wire);
}

/// <summary>Reads question and texts together and says how well each answers.</summary>
public interface IRerankClient
{
    /// <exception cref="ProviderException">The provider failed.</exception>
    Task<RerankScores> ScoreAsync(string query, IReadOnlyList<string> texts, CancellationToken cancellationToken);
}

/// <param name="Scores">One for each text, in their order; finite, the higher the better, on a scale of the model's own.</param>
/// <param name="Tokens">What the provider says that it read; null where it does not say.</param>
public sealed record RerankScores(IReadOnlyList<double> Scores, long? Tokens);
