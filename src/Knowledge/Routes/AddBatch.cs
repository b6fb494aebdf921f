using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Parley.Knowledge.Routes;

/// <summary>POST /v1/knowledge/{namespace}/documents/batch — adds documents, one JSON object a line; a bad line does not stop the others.</summary>
internal static class AddBatch
{
    public sealed record Rejection(int Line, string Reason);

    /// <param name="JobId">Null when no line was accepted.</param>
    public sealed record Response(JobId? JobId, int Accepted, IReadOnlyList<Rejection> Rejected);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{namespace}/documents/batch", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin)
            .WithMetadata(new RequestSizeLimitAttribute(3 * AddDocument.LargestBody(routes)))
            .WithMetadata(new RequestTimeoutAttribute(AddDocument.LongestUpload))
            .Accepts<DocumentForm>("application/x-ndjson").WithSummary("Add or replace many documents");

    internal static async Task<Accepted<Response>> HandleAsync(
        string @namespace, HttpRequest request, [FromServices] Caller caller, [FromServices] Uploads store,
        [FromServices] IOptions<KnowledgeOptions> options, [FromServices] IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        Namespaces.CheckName(@namespace);
        var uploads = new List<Upload>();
        var rejected = new List<Rejection>();
        var number = 0;
        await foreach (var line in LinesAsync(request.BodyReader, options.Value, cancellationToken))
        {
            number++;
            if (line.AsSpan().Trim(" \t\r"u8).IsEmpty)
            {
                continue;
            }

            if (uploads.Count + rejected.Count == options.Value.MostBatchLines)
            {
                throw new RefusedException(new Refusal(
                    413, "batch_too_large", $"A batch may have {options.Value.MostBatchLines} lines. Send the rest as another; nothing of this one was kept."));
            }

            try
            {
                var form = JsonSerializer.Deserialize<DocumentForm>(line, json.Value.SerializerOptions);
                uploads.Add(DocumentForms.Check(form ?? throw new JsonException(), options.Value));
            }
            catch (JsonException)
            {
                rejected.Add(new Rejection(number, "This line is not a JSON object of a document."));
            }
            catch (RefusedException exception)
            {
                rejected.Add(new Rejection(number, exception.Refusal.Detail));
            }
        }

        if (uploads.Count + rejected.Count == 0)
        {
            throw new RefusedException(Refusal.Invalid("body", "The batch is empty. Send one JSON object a line."));
        }

        JobId? job = uploads.Count == 0 ? null : (await store.AcceptAsync(caller.Tenant, @namespace, uploads, cancellationToken)).Job;
        return TypedResults.Accepted(job is null ? null : $"/v1/jobs/{job}", new Response(job, uploads.Count, rejected));
    }

    private static async IAsyncEnumerable<byte[]> LinesAsync(
        PipeReader body, KnowledgeOptions options,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await body.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            try
            {
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    yield return buffer.Slice(0, end).ToArray();
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (result.IsCompleted)
                {
                    yield return buffer.ToArray();
                    break;
                }

                // JSON may escape each character of a text, so a line may be longer than its document.
                if (buffer.Length > 6L * options.MostDocumentBytes)
                {
                    DocumentForms.CheckSize(buffer.Length, options);
                }
            }
            finally
            {
                // Also when a line is refused: a read that is not closed breaks the connection for what comes next on it.
                body.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }
}
