using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Parley.Models;

/// <summary>GET /v1/models and /v1/models/{id} — the routes and deployments that the caller may use, in OpenAI's shape.</summary>
internal static class ListModels
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/models", ListAsync).WithSummary("List the models").Allow(Scopes.Chat);
        routes.MapGet("/models/{**model}", GetAsync).WithSummary("Show one model").Allow(Scopes.Chat);
    }

    internal static async Task<ModelList> ListAsync(
        Caller caller, ModelCatalogue catalogue, EncoderCatalogue encoders, CancellationToken cancellationToken) =>
        new("list", All(caller, await catalogue.ForAsync(caller.Tenant, cancellationToken), await encoders.ForAsync(caller.Tenant, cancellationToken)));

    internal static async Task<Model> GetAsync(
        string model, Caller caller, ModelCatalogue catalogue, EncoderCatalogue encoders, CancellationToken cancellationToken)
    {
        var models = await catalogue.ForAsync(caller.Tenant, cancellationToken);
        return All(caller, models, await encoders.ForAsync(caller.Tenant, cancellationToken)).FirstOrDefault(one => one.Id == model)
            ?? ToModel(models.Plan(model, new(), caller.AclTags).First);
    }

    private static List<Model> All(Caller caller, TenantModels models, TenantEncoders encoders) =>
    [
        .. Routes(caller, models).Where(one => one.Id == ModelRoute.Default),
        .. models.ListFor(caller.AclTags).Select(ToModel),
        .. Routes(caller, models).Where(one => one.Id != ModelRoute.Default),
        .. Encoders(encoders.For(caller.AclTags)).Where(one => models.Find(one.Id) is null),
    ];

    private static IEnumerable<Model> Routes(Caller caller, TenantModels models) =>
        models.RoutesFor(caller.AclTags).Select(one => ToModel(one.First) with { Id = one.Route.Name, OwnedBy = ModelRoute.Kind });

    private static IEnumerable<Model> Encoders(TenantEncoders encoders) =>
    [
        .. encoders.Embedders.Select(one => new Model(
            one.Name, "model", one.Since.ToUnixTimeSeconds(), one.Provider, one.Options.MostTokens, 0, Names(ModelAbilities.Embed))),
        .. encoders.Rerankers.Select(one => new Model(
            one.Name, "model", one.Since.ToUnixTimeSeconds(), one.Provider, 0, 0, Names(ModelAbilities.Rerank))),
    ];

    private static Model ToModel(Deployment deployment) => new(
        deployment.Name, "model", deployment.Since.ToUnixTimeSeconds(), deployment.Provider, deployment.ContextTokens,
        deployment.MaxOutputTokens, Names(deployment.Abilities));

    /// <summary>The abilities by their names in JSON.</summary>
    internal static string[] Names(ModelAbilities abilities) =>
        [.. Enum.GetValues<ModelAbilities>().Where(one => one != ModelAbilities.None && abilities.HasFlag(one)).Select(one => one.ToString().ToLowerInvariant())];
}

/// <summary>OpenAI's list of models.</summary>
public sealed record ModelList(string Object, IReadOnlyList<Model> Data);

/// <summary>OpenAI's description of a model, with what our pages need beside it.</summary>
/// <param name="Created">Since when it is known here, in unix seconds.</param>
/// <param name="OwnedBy">The kind of its provider, or <c>route</c>: then the rest is of the deployment that stands first in it.</param>
/// <param name="ContextTokens">Prompt and answer together, or one text that is embedded; 0 where it is not known.</param>
public sealed record Model(
    string Id, string Object, long Created, string OwnedBy, int ContextTokens, int MaxOutputTokens, IReadOnlyList<string> Abilities);
