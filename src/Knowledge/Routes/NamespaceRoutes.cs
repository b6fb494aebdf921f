using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Knowledge.Embeddings;

namespace Parley.Knowledge.Routes;

/// <summary>GET /v1/knowledge — the namespaces of the tenant.</summary>
internal static class ListNamespaces
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/", HandleAsync).Allow(Scopes.KnowledgeRead, Role.Viewer).WithSummary("List namespaces");

    internal static async Task<Ok<KnowledgePage<KnowledgeNamespace>>> HandleAsync(
        [FromServices] Caller caller, [FromServices] Namespaces namespaces, CancellationToken cancellationToken) =>
        TypedResults.Ok(new KnowledgePage<KnowledgeNamespace>(await namespaces.ListAsync(caller.Tenant, null, cancellationToken), null));
}

/// <summary>PATCH /v1/knowledge/{namespace} — how documents are cut from now on, and from which score a question counts as answerable.</summary>
internal static class ChangeNamespace
{
    /// <param name="ChunkTokens">Longest chunk, in tokens. Documents already there keep their chunks until they are read again.</param>
    /// <param name="OverlapTokens">How much of a chunk's end is said again in the next; at most half a chunk.</param>
    /// <param name="ParentTokens">Longest passage that is read with a chunk, in tokens; at least a chunk.</param>
    /// <param name="Floor">Answerable score, 0 to 1.</param>
    /// <param name="Embedding">The name of a model that embeds, or <c>builtin</c>; chunks that are there are embedded anew behind the scenes.</param>
    public sealed record Request(
        [Range(typeof(long), "32", "4096")] long? ChunkTokens, [Range(typeof(long), "0", "1024")] long? OverlapTokens,
        [Range(typeof(long), "32", "16384")] long? ParentTokens, [Range(0.0, 1.0)] double? Floor,
        [Length(1, 200)] string? Embedding = null);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/{namespace}", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin).WithSummary("Change a namespace's settings");

    internal static async Task<Ok<KnowledgeNamespace>> HandleAsync(
        string @namespace, Request request, [FromServices] Caller caller, [FromServices] Namespaces namespaces, [FromServices] EmbeddingChange embedding,
        CancellationToken cancellationToken)
    {
        Namespaces.CheckName(@namespace);
        var known = await namespaces.ListAsync(caller.Tenant, @namespace, cancellationToken);
        if (known is not [var before])
        {
            throw new RefusedException(Refusal.NotFound("namespace"));
        }

        if ((request.OverlapTokens ?? before.OverlapTokens) * 2 > (request.ChunkTokens ?? before.ChunkTokens))
        {
            throw new RefusedException(Refusal.Invalid("overlap_tokens", "The overlap may be at most half a chunk."));
        }

        if ((request.ParentTokens ?? before.ParentTokens) < (request.ChunkTokens ?? before.ChunkTokens))
        {
            throw new RefusedException(Refusal.Invalid("parent_tokens", "The passage that is read with a chunk must be at least as long as a chunk."));
        }

        if (request.Embedding is { } model)
        {
            await embedding.ApplyAsync(caller.Tenant, ModelCalls.For(caller, "embedding"), @namespace, model, cancellationToken);
        }

        await namespaces.ChangeAsync(
            caller.Tenant, @namespace, request.ChunkTokens, request.OverlapTokens, request.ParentTokens, request.Floor, cancellationToken);
        return TypedResults.Ok((await namespaces.ListAsync(caller.Tenant, @namespace, cancellationToken))[0]);
    }
}
