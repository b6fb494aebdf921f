using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Knowledge.Embeddings;
using Parley.Knowledge.Ingestion;
using Parley.Models;
using Parley.Ranking;

namespace Parley.Knowledge.Asking;

/// <summary>Has a connected model read the best passages together with the question. Where it fails or is late, the built-in order stands.</summary>
internal sealed class SecondReading(
    EncoderCatalogue encoders, ModelCatalogue models, ModelGateway gateway, IOptions<SearchModelOptions> options, TimeProvider time, ILogger<SecondReading> logger)
{
    private const string Off = "off";

    private readonly ModelRest _rest = new(time);

    /// <param name="ranked">What the asker may see, the best first.</param>
    /// <returns>The new order, and how it went; null where nobody was asked.</returns>
    public async Task<(IReadOnlyList<Reranked> Ranked, ExplainedLeg? Leg)> ReadAsync(
        TenantScope tenant, string question, IReadOnlyList<Reranked> ranked, CallContext on, CancellationToken cancellationToken)
    {
        if (ranked.Count < 2 || await FindAsync(tenant, on with { Patience = options.Value.RerankTimeLimit / 2 }, cancellationToken) is not { } reader)
        {
            return (ranked, null);
        }

        var start = time.GetTimestamp();
        if (_rest.Has(tenant, reader.Name, options.Value.EmbeddingRest))
        {
            return (ranked, Leg("failed", 0));
        }

        using var limit = new CancellationTokenSource(options.Value.RerankTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var shown = ranked.Take(reader.Reads).ToList();
            var scores = await reader.ScoreAsync(
                question, [.. shown.Select(one => ChunkEmbedding.TextOf(one.Candidate.Title, one.Candidate.Heading, one.Candidate.Text))], either.Token).WaitAsync(either.Token);
            return (InOrder(SecondOpinion.Apply(ranked, scores)), Leg("answered", shown.Count));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _rest.Begin(tenant, reader.Name);
            return (ranked, Leg("late", 0));
        }
        catch (Exception exception) when (exception is ProviderException or RefusedException)
        {
            // Where only too many wait for it, who comes in a moment may have room.
            if (exception is ProviderException { Kind: not ProviderFailure.Overloaded })
            {
                _rest.Begin(tenant, reader.Name);
            }

            logger.NotReadAgain(reader.Name, exception);
            return (ranked, Leg(exception is ProviderException { Kind: ProviderFailure.Timeout or ProviderFailure.Overloaded } ? "late" : "failed", 0));
        }

        ExplainedLeg Leg(string state, int read) => new($"rerank by {reader.Name}", state, (long)time.GetElapsedTime(start).TotalMilliseconds, read);
    }

    // Each place keeps its score, so that scores still fall from one place to the next.
    private static IReadOnlyList<Reranked> InOrder(IReadOnlyList<Reranked> ranked)
    {
        var scores = ranked.Select(one => one.Score).OrderDescending().ToList();
        return [.. ranked.Select((one, i) => one with { Score = scores[i] })];
    }

    private async ValueTask<IReranker?> FindAsync(TenantScope tenant, CallContext on, CancellationToken cancellationToken)
    {
        var (name, reads) = (options.Value.Reranker, options.Value.RerankReads);
        var ranking = name == Off ? null : await encoders.ForAsync(tenant, cancellationToken);
        if (string.IsNullOrEmpty(name))
        {
            return ranking!.Rerankers[0] is { IsBuiltIn: false } connected ? new ProviderReranker(connected, reads, on) : null;
        }

        return ranking is null ? null
            : ranking.FindReranker(name) is { IsBuiltIn: false } model ? new ProviderReranker(model, reads, on)
            : (await models.ForAsync(tenant, cancellationToken)).Find(name) is { IsLanguageModel: true } chat ? new ChatReranker(gateway, chat, reads, on)
            : null;
    }
}
