namespace Parley.Models;

/// <summary>What one million tokens cost from a moment on, as decimal strings.</summary>
/// <param name="CachedInputPerMtok">For input that the provider had cached; left out, as much as other input.</param>
/// <param name="ValidFrom">Left out, from now on.</param>
public sealed record PriceInput(
    string? InputPerMtok = null, string? OutputPerMtok = null, string? CachedInputPerMtok = null, DateTimeOffset? ValidFrom = null);

/// <summary>What somebody says of a deployment. What is null stays as it is, or is as usual where there is nothing yet.</summary>
/// <param name="ApiKey">Kept sealed and never shown; an empty text takes it away.</param>
/// <param name="Region">An empty text takes it away.</param>
/// <param name="Weight">Above 0 up to 1000.</param>
/// <param name="Abilities">Of <c>chat tools vision json continue embed rerank</c>; left out, what was found.</param>
/// <param name="Access">Without roles, groups and users: everybody.</param>
/// <param name="Probe">False keeps it without asking whether it answers; true asks though nothing of its place changes.</param>
public sealed record DeploymentInput(
    string? Name = null, string? Provider = null, string? BaseUrl = null, string? ApiKey = null, string? Model = null, string? Region = null,
    double? Weight = null, int? ContextTokens = null, int? MaxOutputTokens = null, IReadOnlyList<string>? Abilities = null,
    DeploymentLimits? Limits = null, PriceInput? Price = null, ModelAccess? Access = null, bool? Enabled = null, bool? Probe = null)
{
    /// <summary>The fields that are given, by their JSON names, without what is no setting.</summary>
    internal IReadOnlyList<string> Given =>
    [
        .. from one in ((string Name, object? Value)[])
           [
               ("provider", Provider), ("base_url", BaseUrl), ("api_key", ApiKey), ("model", Model), ("region", Region), ("weight", Weight),
               ("context_tokens", ContextTokens), ("max_output_tokens", MaxOutputTokens), ("abilities", Abilities), ("limits", Limits),
               ("price", Price), ("access", Access), ("enabled", Enabled),
           ]
           where one.Value is not null
           select one.Name,
    ];
}
