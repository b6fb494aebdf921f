using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Knowledge.Embeddings;
using Parley.Ranking;

namespace Parley.Knowledge.Routes;

/// <summary>POST /v1/knowledge/{namespace}/search.</summary>
internal static class SearchDocuments
{
    /// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
    public sealed record Said([Required, RegularExpression("user|assistant")] string Role, [Required, Length(1, 100_000)] string Content);

    /// <param name="Mode"><c>auto</c>, <c>lexical</c> (words alone), <c>vector</c> (vectors alone) or <c>hybrid</c> (both).</param>
    /// <param name="History">The conversation before the question, the oldest message first; a question may lean on it.</param>
    /// <param name="Explain">Whether the answer says how it came about.</param>
    /// <param name="About">A document of which the explanation says why it was found, or was not.</param>
    public sealed record Request(
        [Required, Length(1, 4_000)] string Query, [Range(1, 100)] int TopK = 6, [Required, RegularExpression("auto|lexical|vector|hybrid")] string Mode = "auto",
        [MaxLength(50)] IReadOnlyList<Said>? History = null, bool Explain = false,
        DocumentId? About = null);

    public sealed record Result(
        ChunkId ChunkId, DocumentId DocumentId, string? ExternalId, string? Title, string? Heading, int? Page, int Start, int End, string Text,
        double Score);

    /// <param name="Queries">What was looked for.</param>
    /// <param name="Explain">How it came about; null unless it was asked for.</param>
    public sealed record Response(
        IReadOnlyList<Result> Results, bool Answerable, double AnswerableScore, IReadOnlyList<string> Queries, SearchExplanation? Explain);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{namespace}/search", HandleAsync).Allow(Scopes.KnowledgeRead).WithSummary("Search a namespace");

    internal static async Task<Ok<Response>> HandleAsync(
        string @namespace, Request request, [FromServices] Caller caller, [FromServices] KnowledgeSearch search, [FromServices] DocumentInquiry inquiry,
        CancellationToken cancellationToken)
    {
        Namespaces.CheckName(@namespace);
        if (request.History is { } history && history.Any(said => said is null))
        {
            throw new RefusedException(Refusal.Invalid("history", "Each entry is an object with `role` and `content`."));
        }

        var found = await search.SearchAsync(
            caller.Tenant, caller.AclTags,
            new SearchRequest
            {
                Query = request.Query,
                Namespaces = [@namespace],
                TopK = request.TopK,
                Mode = Enum.Parse<SearchMode>(request.Mode, ignoreCase: true),
                On = ModelCalls.For(caller, "search"),
                History = [.. (request.History ?? []).Select(said => new SaidBefore(said.Role == "user", said.Content))],
            },
            cancellationToken);
        var explanation = request.Explain || request.About is not null ? found.Explanation : null;
        if (explanation is not null && request.About is { } about)
        {
            var told = await inquiry.ExplainAsync(caller.Tenant, caller.AclTags, new(explanation, Answerable: true), about, cancellationToken);
            explanation = explanation with { About = told };
        }

        return TypedResults.Ok(new Response(
            [.. found.Hits.Select(hit => new Result(
                hit.ChunkId, hit.DocumentId, hit.ExternalId, hit.Title, hit.Heading, hit.Page, hit.Start, hit.End, hit.Text, hit.Score))],
            found.Answerable, found.AnswerableScore, found.Explanation?.Queries ?? [request.Query], explanation));
    }
}
