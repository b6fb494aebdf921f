namespace Parley.Models;

/// <summary>What one tenant has of models that embed and rank, at one moment.</summary>
/// <param name="Embedders">Its default first, the built-in one last.</param>
/// <param name="Rerankers">Its default first, the built-in one last.</param>
public sealed record TenantEncoders(IReadOnlyList<EmbeddingDeployment> Embedders, IReadOnlyList<RerankDeployment> Rerankers)
{
    /// <returns>Null when there is none of that name.</returns>
    public EmbeddingDeployment? FindEmbedder(string name) => Embedders.FirstOrDefault(one => one.Name == name);

    /// <inheritdoc cref="FindEmbedder"/>
    public RerankDeployment? FindReranker(string name) => Rerankers.FirstOrDefault(one => one.Name == name);

    /// <summary>Those of them that somebody may use.</summary>
    /// <param name="tags">The access tags of who asks, as <see cref="Caller.AclTags"/> has them.</param>
    public TenantEncoders For(IReadOnlyList<string> tags) => new(
        [.. Embedders.Where(one => one.Terms.Now.Access.Lets(tags))], [.. Rerankers.Where(one => one.Terms.Now.Access.Lets(tags))]);

    /// <summary>The deployment that a request means.</summary>
    /// <param name="model">Its name; null for the tenant's default: the first provider's, else the built-in one.</param>
    /// <exception cref="RefusedException">404 <c>model_not_found</c>.</exception>
    public EmbeddingDeployment ChooseEmbedder(string? model) =>
        string.IsNullOrEmpty(model) ? Embedders[0] : FindEmbedder(model) ?? throw NotFound("embeds", model, Embedders.Select(one => one.Name));

    /// <inheritdoc cref="ChooseEmbedder"/>
    public RerankDeployment ChooseReranker(string? model) =>
        string.IsNullOrEmpty(model) ? Rerankers[0] : FindReranker(model) ?? throw NotFound("ranks", model, Rerankers.Select(one => one.Name));

    private static RefusedException NotFound(string does, string model, IEnumerable<string> offered) => new(new(
        404, "model_not_found",
        $"There is no model '{(model.Length <= 100 ? model : model[..100] + "…")}' here that {does} texts; there is {string.Join(", ", offered)}."));
}
