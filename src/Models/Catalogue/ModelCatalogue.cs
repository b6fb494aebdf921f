using System.Collections.Immutable;

namespace Parley.Models;

/// <summary>The deployments there are, and which tenant may use which.</summary>
public sealed class ModelCatalogue
{
    private readonly Deployment _extractive;
    private readonly EnvironmentTenants _environment;
    private volatile ImmutableList<Deployment> _found = [];

    internal ModelCatalogue(Deployment extractive, EnvironmentTenants environment) => (_extractive, _environment) = (extractive, environment);

    /// <summary>The built-in model, which is always there.</summary>
    public Deployment Extractive => _extractive;

    /// <summary>What this tenant may use, its default first.</summary>
    public IReadOnlyList<Deployment> ListFor(TenantScope tenant) =>
        _environment.Serves(tenant) ? [.. _found, _extractive] : [_extractive];

    /// <summary>The deployment that a request means.</summary>
    /// <param name="model">A deployment's name; null for the tenant's default: the first real provider, else the extractive model.</param>
    /// <exception cref="RefusedException">404 <c>model_not_found</c>.</exception>
    public Deployment Choose(TenantScope tenant, string? model)
    {
        var offered = ListFor(tenant);
        return string.IsNullOrEmpty(model)
            ? offered[0]
            : offered.FirstOrDefault(deployment => deployment.Name == model) ?? throw new RefusedException(new(
                404,
                "model_not_found",
                $"There is no model '{Shortened(model)}' here; there is {string.Join(", ", offered.Select(deployment => deployment.Name))}."));
    }

    /// <summary>The deployment that a conversation was answered by, for work that follows.</summary>
    /// <returns>The built-in model when it is there no more: no text goes to a provider that its writer did not choose.</returns>
    public Deployment ChooseAgain(TenantScope tenant, string? model) => string.IsNullOrEmpty(model)
        ? ListFor(tenant)[0]
        : ListFor(tenant).FirstOrDefault(deployment => deployment.Name == model) ?? _extractive;

    /// <summary>Whether a real language model answers for this tenant.</summary>
    public bool HasLanguageModel(TenantScope tenant) => ListFor(tenant)[0].IsLanguageModel;

    /// <summary>Every deployment, whomever it serves.</summary>
    internal IReadOnlyList<Deployment> All => [.. _found, _extractive];

    /// <summary>Sets what was found, the first to be the default.</summary>
    internal void Show(ImmutableList<Deployment> found) => _found = found;

    private static string Shortened(string model) => model.Length <= 100 ? model : model[..100] + "…";
}
