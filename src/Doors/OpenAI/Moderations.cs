using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Moderation;
using Parley.Orchestration;
using Parley.Safety;

namespace Parley.Doors;

/// <summary>POST /v1/moderations — what the guards think of texts, in OpenAI's format; beside it what the tenant's policy does about each finding.</summary>
internal static class Moderations
{
    private const string Model = "parley-moderation-1";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/moderations", HandleAsync)
            .WithSummary("Moderate texts in OpenAI's format")
            .WithMetadata(OpenAIErrors.Shape, MessageBody.Limit(routes, ChatCompletions.LargestBody))
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Finally(ChatCompletions.RefuseOtherMediaTypesHere);

    internal static async Task HandleAsync(ModerationRequest request, Caller caller, [FromServices] TextGuards guards, [FromServices] TimeProvider time, HttpContext context)
    {
        ModerationRequest.Fields.Check(request.Others);
        var source = request.Parley?.Source ?? ModerationSource.User;
        var judged = new List<(Judgement Judgement, double Ms)>();
        foreach (var text in request.Texts())
        {
            var began = time.GetTimestamp();
            judged.Add((await guards.LookAsync(caller.Tenant, null, text, source, context.RequestAborted), time.GetElapsedTime(began).TotalMilliseconds));
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        PlainJson.Write(context.Response.BodyWriter, writer => Write(writer, $"modr-{Guid.CreateVersion7(time.GetUtcNow()):N}", judged));
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void Write(Utf8JsonWriter writer, string id, List<(Judgement Judgement, double Ms)> judged)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("model"u8, Model);
        writer.WriteStartArray("results"u8);
        foreach (var (judgement, ms) in judged)
        {
            Write(writer, judgement, ms);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Judgement judgement, double ms)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("flagged"u8, judgement.Harmful.Count > 0);
        writer.WriteStartObject("categories"u8);
        foreach (var category in judgement.Scores.Keys)
        {
            writer.WriteBoolean(category, judgement.Harmful.Contains(category));
        }

        writer.WriteEndObject();
        writer.WriteStartObject("category_scores"u8);
        foreach (var (category, score) in judgement.Scores)
        {
            writer.WriteNumber(category, Math.Round(score, 6));
        }

        writer.WriteEndObject();
        writer.WriteStartObject("category_applied_input_types"u8);
        foreach (var category in judgement.Scores.Keys)
        {
            writer.WriteStartArray(category);
            writer.WriteStringValue("text"u8);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteStartObject("parley"u8);
        writer.WriteString("action"u8, Word(judgement.Action));
        writer.WriteStartObject("injection"u8);
        writer.WriteNumber("score"u8, Math.Round(judgement.Injection, 6));
        writer.WriteEndObject();
        writer.WriteStartArray("findings"u8);
        foreach (var finding in judgement.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("guard"u8, finding.Guard);
            writer.WriteString("kind"u8, finding.Kind);
            writer.WriteNumber("start"u8, finding.Start);
            writer.WriteNumber("end"u8, finding.End);
            writer.WriteNumber("score"u8, Math.Round(finding.Score, 6));
            writer.WriteString("action"u8, Word(finding.Action));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteNumber("ms"u8, Math.Round(ms, 3));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string Word(GuardAction action) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{action}");
}
