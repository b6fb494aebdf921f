using Parley.Embedding;
using Parley.Storage;

namespace Parley.Knowledge.Embeddings;

/// <summary>What made vectors.</summary>
/// <param name="Deployment">Its name; empty for the built-in embedding.</param>
/// <param name="Vectors">The name of its vectors: those of one name can be compared.</param>
internal sealed record EmbeddingModel(string Deployment, string Vectors, int Dimensions)
{
    private const string Collections = "knowledge/";

    public static readonly EmbeddingModel BuiltIn = new("", BuiltInEmbedder.Model, BuiltInEmbedder.Dimensions);

    public bool IsBuiltIn => Deployment.Length == 0;

    /// <summary>The name it goes by.</summary>
    public string Name => IsBuiltIn ? BuiltInEmbedder.Model : Deployment;

    public VectorSpace SpaceOf(string @namespace) => new(Collections + @namespace, Vectors, Dimensions);

    /// <returns>Null for the vectors of something else.</returns>
    public static string? NamespaceOf(VectorSpace space) =>
        space.Collection.StartsWith(Collections, StringComparison.Ordinal) ? space.Collection[Collections.Length..] : null;

    /// <param name="deployment">Null where there is none.</param>
    public static EmbeddingModel? Of(string? deployment, string? vectors, long? dimensions) =>
        deployment is null ? null : deployment.Length == 0 ? BuiltIn : new(deployment, vectors!, (int)dimensions!);
}

/// <summary>By which model a namespace's chunks are embedded.</summary>
/// <param name="Next">The model that takes the place of the current one as soon as all chunks have vectors of it; null when none does.</param>
internal sealed record NamespaceEmbedding(string Namespace, EmbeddingModel Current, EmbeddingModel? Next)
{
    /// <summary>The model that chunks are to have vectors of.</summary>
    public EmbeddingModel Target => Next ?? Current;

    /// <summary>Whether the vectors of a space are those of the current model or of the next.</summary>
    public bool Has(VectorSpace space) => space.Model == Current.Vectors || space.Model == Next?.Vectors;
}

/// <summary>The vectors of a document's chunks, in their order.</summary>
/// <param name="Vectors">Of length 1, or all zero for a chunk without words; none where the model could not be asked.</param>
internal sealed record EmbeddedPassages(EmbeddingModel Model, IReadOnlyList<float[]> Vectors)
{
    public static readonly EmbeddedPassages None = new(EmbeddingModel.BuiltIn, []);

    public EmbeddedPassages Part(int first, int count) => Vectors.Count == 0 ? this : this with { Vectors = [.. Vectors.Skip(first).Take(count)] };
}

/// <summary>As people see it.</summary>
/// <param name="Model">What embeds: a deployment's name, or that of the built-in embedding.</param>
/// <param name="Deployment">Null for the built-in embedding.</param>
/// <param name="Reembedding">How far the chunks are that have no vector of this model yet; null when all have one.</param>
public sealed record KnowledgeEmbedding(string Model, long Dimensions, string? Deployment, KnowledgeReembedding? Reembedding);

/// <summary>Chunks with a vector, of all.</summary>
public sealed record KnowledgeReembedding(long Done, long Total);
