using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Models;

namespace Parley.Knowledge.Embeddings;

/// <summary>Embeds questions, and keeps in memory what connected models made of the last ones, per tenant and model.</summary>
internal sealed class QueryEmbedder(EncoderCatalogue models, IOptions<SearchModelOptions> options, TimeProvider time, ILogger<QueryEmbedder> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, float[] Vector)>> _kept = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, float[] Vector)> _byUse = [];
    private readonly ModelRest _rest = new(time);

    /// <param name="on">On whose behalf; the model is paid for by them.</param>
    /// <returns>
    /// Of length 1; null when the model is not there, fails or is late: then it is left alone for a while. Null too when so many wait for it
    /// that this question would come too late.
    /// </returns>
    public async Task<(float[]? Vector, bool IsLate)> EmbedAsync(
        TenantScope tenant, EmbeddingModel model, string text, CallContext on, CancellationToken cancellationToken)
    {
        var key = KeyOf(tenant, model, text);
        if (Find(key) is { } known)
        {
            return (known, false);
        }

        if ((await models.ForAsync(tenant, cancellationToken)).FindEmbedder(model.Deployment) is not { } deployment
            // After a change of its settings what it makes cannot be compared with what is there.
            || deployment.VectorsOf(model.Dimensions) != model.Vectors
            || _rest.Has(tenant, model.Vectors, options.Value.EmbeddingRest))
        {
            return (null, false);
        }

        using var limit = new CancellationTokenSource(options.Value.EmbeddingTimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // A provider's client may take its time to notice that nobody waits any more.
            var vector = UnitVector.Of(await deployment.EmbedQueryAsync(text, on with { Patience = options.Value.EmbeddingTimeLimit / 2 }, either.Token).WaitAsync(either.Token));
            if (vector.Length != model.Dimensions)
            {
                throw new ProviderException(ProviderFailure.Malformed, $"The provider's vectors have not {model.Dimensions} dimensions any more.");
            }

            Keep(key, vector);
            return (vector, false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            Rest(tenant, model, exception);
            return (null, true);
        }
        catch (ProviderException exception) when (exception.Kind == ProviderFailure.Overloaded)
        {
            // The model is well, and who comes in a moment may have room.
            logger.NoRoomForQuestion(model.Name);
            return (null, true);
        }
        catch (ProviderException exception)
        {
            Rest(tenant, model, exception);
            return (null, exception.Kind == ProviderFailure.Timeout);
        }
        catch (RefusedException)
        {
            // One asker's budget is used up: the model is well, and others may go on.
            return (null, false);
        }
    }

    private void Rest(TenantScope tenant, EmbeddingModel model, Exception exception)
    {
        _rest.Begin(tenant, model.Vectors);
        logger.QuestionNotEmbedded(model.Name, exception);
    }

    private float[]? Find(string key)
    {
        lock (_gate)
        {
            if (!_kept.TryGetValue(key, out var node))
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Vector;
        }
    }

    private void Keep(string key, float[] vector)
    {
        lock (_gate)
        {
            if (_kept.Remove(key, out var before))
            {
                _byUse.Remove(before);
            }

            _kept[key] = _byUse.AddFirst((key, vector));
            while (_kept.Count > options.Value.EmbeddingsKept)
            {
                _kept.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }
        }
    }

    // The text itself is not kept, only what tells it from others.
    private static string KeyOf(TenantScope tenant, EmbeddingModel model, string text) =>
        $"{tenant.Id.Value}\n{model.Vectors}\n{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
