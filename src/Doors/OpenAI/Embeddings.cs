using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Parley.Models;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>POST /v1/embeddings — vectors of texts in OpenAI's format, by a connected model or the built-in one.</summary>
internal static class Embeddings
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/embeddings", HandleAsync)
            .WithSummary("Embed texts in OpenAI's format")
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithMetadata(OpenAIErrors.Shape, MessageBody.Limit(routes, ChatCompletions.LargestBody))
            .Produces(StatusCodes.Status200OK, contentType: "application/json")
            .Finally(ChatCompletions.RefuseOtherMediaTypesHere);

    internal static async Task HandleAsync(
        EmbeddingRequest request, Caller caller, [FromServices] EncoderCatalogue catalogue, HttpContext context)
    {
        var isBase64 = request.IsBase64;
        var (model, embedded) = await AskAsync(request, caller, catalogue, "embedding", context.RequestAborted);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        PlainJson.Write(context.Response.BodyWriter, writer => Write(writer, model, embedded, isBase64));
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <returns>The name of the model, and what it made of the texts.</returns>
    /// <exception cref="RefusedException">The request cannot be answered, or its model failed.</exception>
    internal static async Task<(string Model, Embedded Embedded)> AskAsync(
        EmbeddingRequest request, Caller caller, EncoderCatalogue catalogue, string purpose, CancellationToken cancellationToken)
    {
        EmbeddingRequest.Fields.Check(request.Others);
        var model = (await catalogue.ForAsync(caller.Tenant, cancellationToken)).For(caller.AclTags).ChooseEmbedder(request.Model);
        var (texts, _) = (request.Texts(), request.IsBase64);
        return (model.Name, await EncoderCalls.AskAsync(
            () => model.OnceAsync(texts, request.DimensionsOf(model), EncoderCalls.For(caller, purpose), cancellationToken)));
    }

    internal static void Write(System.Text.Json.Utf8JsonWriter writer, string model, Embedded embedded, bool isBase64)
    {
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        foreach (var (i, vector) in embedded.Vectors.Index())
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "embedding"u8);
            writer.WriteNumber("index"u8, i);
            if (isBase64)
            {
                writer.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector.AsSpan()));
            }
            else
            {
                writer.WriteStartArray("embedding"u8);
                foreach (var number in vector)
                {
                    writer.WriteNumberValue(number);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("model"u8, model);
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, embedded.Tokens);
        writer.WriteNumber("total_tokens"u8, embedded.Tokens);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
