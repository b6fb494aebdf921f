using Parley.Models;
using Parley.Storage;

namespace Parley.Knowledge.Embeddings;

/// <summary>Gives a namespace another embedding model: its chunks are embedded anew behind the scenes, and found by the old vectors until then.</summary>
internal sealed class EmbeddingChange(TenantDatabase database, Sealer sealer, JobQueue jobs, EncoderCatalogue models, IVectorIndex? index)
{
    /// <summary>How the built-in embedding is asked for.</summary>
    public const string BuiltIn = "builtin";

    // Says nothing of anybody, and shows what the model answers before any document goes to it.
    private const string Sample = "Parley";

    /// <param name="on">On whose behalf the model is tried.</param>
    /// <param name="name">A deployment's name, or <see cref="BuiltIn"/>.</param>
    /// <exception cref="RefusedException">There is no such model, or it does not embed.</exception>
    public async Task ApplyAsync(TenantScope tenant, CallContext on, string @namespace, string name, CancellationToken cancellationToken)
    {
        var target = await ModelAsync(tenant, on, name, cancellationToken);
        var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
        await database.WriteAsync(tenant, connection => ApplyAsync(connection, jobKey, @namespace, target), Durability.Full, cancellationToken);
    }

    /// <summary>Ends a change: the model that was next is the one. Nobody asks for the old vectors any more.</summary>
    public static Task FinishAsync(TenantConnection connection, string @namespace) => connection.ExecuteAsync(
        """
        UPDATE knowledge_namespaces SET embedding = next_embedding, embedding_vectors = next_vectors, embedding_dimensions = next_dimensions,
          next_embedding = NULL, next_vectors = NULL, next_dimensions = NULL, version = version + 1
        WHERE tenant_id = @tenant AND name = @namespace AND next_embedding IS NOT NULL
        """,
        new { @namespace });

    /// <summary>Has embedded what waits, should nobody be at it any more: a job may have been given up.</summary>
    public async Task AskForAllAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            names = index is null ? [] :
            [
                .. (await connection.QueryAsync<string>(
                    """
                    SELECT name FROM knowledge_namespaces WHERE tenant_id = @tenant AND next_embedding IS NOT NULL
                    UNION SELECT namespace FROM knowledge_unembedded WHERE tenant_id = @tenant
                    """)).Union(await ReplacedVectors.NamespacesAsync(connection, index)),
            ];
        }

        if (names.Count > 0)
        {
            var jobKey = await sealer.KeyAsync(tenant.Id, JobQueue.KeyOwner, cancellationToken);
            await database.WriteAsync(
                tenant,
                async connection =>
                {
                    foreach (var name in names)
                    {
                        await AskAsync(connection, jobKey, name);
                    }
                },
                Durability.Full,
                cancellationToken);
        }
    }

    private async Task<EmbeddingModel> ModelAsync(TenantScope tenant, CallContext on, string name, CancellationToken cancellationToken)
    {
        if (name is BuiltIn or BuiltInEncoders.Embedder)
        {
            return EmbeddingModel.BuiltIn;
        }

        var encoders = await models.ForAsync(tenant, cancellationToken);
        if (encoders.FindEmbedder(name) is not { } deployment)
        {
            throw Invalid($"There is no model of this name here that embeds; there is {string.Join(", ", encoders.Embedders.Where(one => !one.IsBuiltIn).Select(one => one.Name).Append(BuiltIn))}.");
        }

        try
        {
            var tried = await deployment.EmbedPassagesAsync([Sample], on, cancellationToken);
            var dimensions = tried.Vectors[0].Length;
            return dimensions <= VectorSpace.MostDimensions
                ? new(deployment.Name, deployment.VectorsOf(dimensions), dimensions)
                : throw Invalid($"Its vectors have {dimensions} dimensions; up to {VectorSpace.MostDimensions} can be kept. Where the model can have fewer, ask for them by Parley__Embedding__Dimensions.");
        }
        catch (ProviderException failure)
        {
            throw Invalid($"The model does not answer: {failure.Message}");
        }
    }

    private async Task<bool> ApplyAsync(TenantConnection connection, DataKey jobKey, string @namespace, EmbeddingModel target)
    {
        if (await EmbeddingStates.HoldAsync(connection, @namespace) is not { } state)
        {
            return false;
        }

        var waited = (await EmbeddingStates.WaitingAsync(connection, @namespace)).Count > 0;
        if (target == state.Target)
        {
            // Asked for again: what waits is tried again, should everybody have given up.
            await (waited ? AskAsync(connection, jobKey, @namespace) : Task.CompletedTask);
            return true;
        }

        await connection.ExecuteAsync(
            "DELETE FROM knowledge_unembedded WHERE tenant_id = @tenant AND namespace = @namespace", new { @namespace });
        await connection.ExecuteAsync(
            """
            UPDATE knowledge_namespaces SET next_embedding = @deployment, next_vectors = @vectors, next_dimensions = @dimensions, version = version + 1
            WHERE tenant_id = @tenant AND name = @namespace
            """,
            target == state.Current
                ? new { @namespace, deployment = (string?)null, vectors = (string?)null, dimensions = (long?)null }
                : new { @namespace, deployment = (string?)target.Deployment, vectors = (string?)target.Vectors, dimensions = (long?)target.Dimensions });
        // What comes from here on is embedded by the new model when it is read.
        var next = await connection.ScalarAsync<long>(
            "SELECT next_chunk FROM knowledge_namespaces WHERE tenant_id = @tenant AND name = @namespace", new { @namespace });
        if (next > 1)
        {
            await EmbeddingStates.WaitAsync(connection, new(@namespace, 1, next - 1));
        }

        await AskAsync(connection, jobKey, @namespace);
        return true;
    }

    private Task AskAsync(TenantConnection connection, DataKey jobKey, string @namespace) => EmbedChunks.AskAsync(connection, jobs, jobKey, @namespace);

    private static RefusedException Invalid(string sentence) => new(Refusal.Invalid("embedding", sentence));
}
