using Microsoft.Extensions.Logging;
using Parley.Knowledge.Ingestion;
using Parley.Models;
using Parley.Storage;

namespace Parley.Knowledge.Embeddings;

/// <summary>Embeds passages by the model that their namespace is to have.</summary>
internal sealed class PassageEmbedder(TenantDatabase database, EncoderCatalogue models, TimeProvider time, ILogger<PassageEmbedder> logger)
{
    // Of a larger document chunks are found by words first, and a job embeds them in portions that each are kept.
    private const int MostAtOnce = 256;

    // Documents of a batch do not wait one after the other for a provider that hangs.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);

    private readonly ModelRest _rest = new(time);

    /// <returns>Without vectors where the provider could not be asked: then a job asks it later.</returns>
    public async Task<EmbeddedPassages> EmbedAsync(TenantScope tenant, string @namespace, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (AttachedNamespace.Parse(@namespace) is not null)
        {
            return EmbeddedPassages.None;
        }

        NamespaceEmbedding? state;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            state = (await EmbeddingStates.ReadAsync(connection, [@namespace])).GetValueOrDefault(@namespace);
        }

        var model = state?.Target ?? EmbeddingModel.BuiltIn;
        if (!model.IsBuiltIn && (texts.Count > MostAtOnce || _rest.Has(tenant, model.Vectors, Pause)))
        {
            return new(model, []);
        }

        try
        {
            return new(model, await EmbedAsync(tenant, model, texts, cancellationToken));
        }
        catch (Exception exception) when (exception is ProviderException or RefusedException)
        {
            if (exception is ProviderException { IsTransient: true })
            {
                _rest.Begin(tenant, model.Vectors);
            }

            logger.EmbeddingPutOff(@namespace, model.Name, exception);
            return new(model, []);
        }
    }

    /// <summary>The same for passages of many documents: one that the provider refuses holds up no other.</summary>
    /// <returns>All zero for a passage that was refused: it is found by its words.</returns>
    /// <exception cref="ProviderException">The provider failed, or refuses all of them.</exception>
    /// <exception cref="RefusedException">There is no such deployment any more, or a budget does not hold a call.</exception>
    public async Task<IReadOnlyList<float[]>> EmbedEachAsync(
        TenantScope tenant, string @namespace, EmbeddingModel model, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            return await EmbedAsync(tenant, model, texts, cancellationToken);
        }
        catch (ProviderException exception) when (IsOfText(exception) && texts.Count > 1)
        {
            var (vectors, refused) = (new List<float[]>(), 0);
            foreach (var text in texts)
            {
                try
                {
                    vectors.AddRange(await EmbedAsync(tenant, model, [text], cancellationToken));
                }
                catch (ProviderException one) when (IsOfText(one))
                {
                    vectors.Add(new float[model.Dimensions]);
                    refused++;
                }
            }

            if (refused == texts.Count)
            {
                throw;
            }

            logger.PassagesRefused(refused, @namespace, model.Name, exception);
            return vectors;
        }
        catch (ProviderException exception) when (IsOfText(exception))
        {
            logger.PassagesRefused(1, @namespace, model.Name, exception);
            return [new float[model.Dimensions]];
        }
    }

    /// <exception cref="ProviderException">The provider failed, or its vectors are not those that the space holds.</exception>
    /// <exception cref="RefusedException">There is no such deployment any more, or a budget does not hold a call.</exception>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(
        TenantScope tenant, EmbeddingModel model, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (model.IsBuiltIn)
        {
            return [.. texts.Select(ChunkEmbedding.Of)];
        }

        var deployment = (await models.ForAsync(tenant, cancellationToken)).ChooseEmbedder(model.Deployment);
        if (deployment.VectorsOf(model.Dimensions) != model.Vectors)
        {
            throw new ProviderException(
                ProviderFailure.Malformed, "The model's settings were changed, so its vectors cannot be compared with those that are there. Name it anew for the namespace.");
        }

        var embedded = await deployment.EmbedPassagesAsync(
            texts, new() { Tenant = tenant, Purpose = "embedding", Lane = Lane.Background }, cancellationToken);
        return embedded.Vectors.All(vector => vector.Length == model.Dimensions)
            ? [.. embedded.Vectors.Select(UnitVector.Of)]
            : throw new ProviderException(ProviderFailure.Malformed, $"The provider's vectors have not {model.Dimensions} dimensions any more.");
    }

    private static bool IsOfText(ProviderException exception) => exception.Kind is ProviderFailure.BadRequest or ProviderFailure.ContextTooLong;
}

/// <summary>Vectors of length 1, so that a product of two is their cosine.</summary>
internal static class UnitVector
{
    /// <returns>All zero for a vector without direction.</returns>
    public static float[] Of(float[] vector)
    {
        var length = Math.Sqrt(vector.Sum(number => (double)number * number));
        return length > 0 && double.IsFinite(length) ? Array.ConvertAll(vector, number => (float)(number / length)) : new float[vector.Length];
    }
}
