using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Models;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>POST /v1/rerank — texts in the order in which they answer a question, in the format of Cohere and Jina.</summary>
internal static class Rerank
{
    private const int MostTexts = 1_000;

    /// <param name="Model">A model's name as <c>GET /v1/models</c> lists it; left out, the tenant's default.</param>
    /// <param name="Documents">Up to 1000 texts, each a text or <c>{"text": …}</c>.</param>
    /// <param name="TopN">How many of the best are told; left out, all.</param>
    /// <param name="ReturnDocuments">Whether the answer has the texts again.</param>
    public sealed record Request(
        [Required, Length(1, 20_000)] string Query, JsonElement Documents, string? Model = null, [Range(1, int.MaxValue)] int? TopN = null,
        bool? ReturnDocuments = null);

    /// <param name="Results">The best first.</param>
    public sealed record Answer(string Id, string Model, IReadOnlyList<Result> Results, Used Usage);

    /// <param name="Index">The place of the text in the request, from 0.</param>
    /// <param name="RelevanceScore">The higher the better, on the model's own scale.</param>
    public sealed record Result(int Index, double RelevanceScore, Given? Document);

    public sealed record Given(string Text);

    public sealed record Used(long PromptTokens, long TotalTokens);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/rerank", HandleAsync).WithSummary("Rank texts by a question").WithMetadata(new DisableRequestTimeoutAttribute());

    internal static async Task<Ok<Answer>> HandleAsync(
        Request request, Caller caller, [FromServices] EncoderCatalogue catalogue, [FromServices] TimeProvider time, CancellationToken cancellationToken)
    {
        var model = (await catalogue.ForAsync(caller.Tenant, cancellationToken)).For(caller.AclTags).ChooseReranker(request.Model);
        var texts = Read(request.Documents);
        var (scores, tokens) = await EncoderCalls.AskAsync(
            () => model.ScoreAsync(request.Query, texts, EncoderCalls.For(caller, "rerank"), cancellationToken));
        var best = scores.Index().OrderByDescending(one => one.Item).ThenBy(one => one.Index).Take(request.TopN ?? int.MaxValue);
        return TypedResults.Ok(new Answer(
            $"rerank-{Guid.CreateVersion7(time.GetUtcNow()):N}", model.Name,
            [.. best.Select(one => new Result(one.Index, one.Item, request.ReturnDocuments == true ? new(texts[one.Index]) : null))], new(tokens, tokens)));
    }

    private static List<string> Read(JsonElement documents)
    {
        if (documents.ValueKind != JsonValueKind.Array || documents.GetArrayLength() is 0 or > MostTexts)
        {
            throw Invalid();
        }

        return [.. documents.EnumerateArray().Select(one =>
            one.ValueKind == JsonValueKind.String ? TurnRequests.ReadText(one, "documents")
            : one.ValueKind == JsonValueKind.Object && one.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
                ? TurnRequests.ReadText(text, "documents")
                : throw Invalid())];
    }

    private static RefusedException Invalid() =>
        new(Refusal.Invalid("documents", $"documents must be a list of 1 to {MostTexts} texts, each a text or {{\"text\": …}}."));
}
