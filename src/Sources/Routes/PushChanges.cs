using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Parley.Sources.Push;
using Parley.Sources.Store;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Parley.Sources.Routes;

/// <summary>POST /v1/knowledge/{namespace}/sources/{id}/push — changes of documents, as one object or as lines; bad ones do not stop the others.</summary>
internal static class PushChanges
{
    private const int LongestUpload = 10 * 60 * 1000;
    private const string Lines = "application/x-ndjson";

    /// <param name="At">The line, counted from 1; in an object, its place in <c>upserts</c> or <c>deletes</c>.</param>
    public sealed record Rejection(string In, int At, string Reason);

    /// <param name="JobId">Null when nothing was new.</param>
    /// <param name="Stale">Changes that were older than what is known, or known already.</param>
    public sealed record Response(JobId? JobId, int Accepted, int Stale, IReadOnlyList<Rejection> Rejected);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/{namespace}/sources/{id}/push", HandleAsync).Allow(Scopes.KnowledgeWrite, Role.Admin)
            .WithMetadata(new RequestSizeLimitAttribute(routes.ServiceProvider.GetRequiredService<IOptions<SourcesOptions>>().Value.MostPushBytes))
            .WithMetadata(new RequestTimeoutAttribute(LongestUpload))
            .Accepts<PushForm>("application/json", Lines).WithSummary("Push changes of documents");

    internal static async Task<Accepted<Response>> HandleAsync(
        string @namespace, SourceId id, HttpRequest request, [FromServices] Caller caller, [FromServices] EventStore events,
        [FromServices] IOptions<SourcesOptions> options, [FromServices] IOptions<JsonOptions> json, CancellationToken cancellationToken)
    {
        Names.Namespace(@namespace);
        var (changes, rejected) = (new List<PushedChange>(), new List<Rejection>());
        var isLines = request.ContentType?.StartsWith(Lines, StringComparison.OrdinalIgnoreCase) == true;
        if (!isLines && !request.HasJsonContentType())
        {
            throw new RefusedException(new Refusal(415, "unsupported_media_type", $"Send the changes as application/json, or as lines, {Lines}."));
        }

        var all = isLines
            ? await LinesAsync(request, json.Value.SerializerOptions, options.Value, cancellationToken)
            : await ObjectAsync(request, json.Value.SerializerOptions, options.Value, cancellationToken);
        foreach (var (part, at, check) in all)
        {
            try
            {
                changes.Add(check());
            }
            catch (JsonException)
            {
                rejected.Add(new Rejection(part, at, "This line is not a JSON object of a change."));
            }
            catch (RefusedException exception)
            {
                rejected.Add(new Rejection(part, at, exception.Refusal.Detail));
            }
        }

        if (changes.Count + rejected.Count == 0)
        {
            throw new RefusedException(Refusal.Invalid("upserts", "There is no change in it. Send `upserts`, `deletes` or both."));
        }

        var (job, stale) = await events.AcceptAsync(caller.Tenant, @namespace, id, changes, cancellationToken);
        return TypedResults.Accepted(job is null ? null : $"/v1/jobs/{job}", new Response(job, changes.Count - stale, stale, rejected));
    }

    private static async Task<IReadOnlyList<(string In, int At, Func<PushedChange> Check)>> ObjectAsync(
        HttpRequest request, JsonSerializerOptions json, SourcesOptions options, CancellationToken cancellationToken)
    {
        try
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, cancellationToken);
            var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
            bytes = bytes.Span.StartsWith(System.Text.Encoding.UTF8.Preamble) ? bytes[3..] : bytes;

            // What would become millions of objects is told before it does.
            CheckCount(Count(bytes.Span), options);
            var form = JsonSerializer.Deserialize<PushForm>(bytes.Span, json)
                ?? throw new RefusedException(Refusal.Invalid("body", "The body is null; it must be an object."));
            CheckCount((form.Upserts?.Count ?? 0) + (form.Deletes?.Count ?? 0), options);
            return
            [
                .. (form.Upserts ?? []).Select((one, at) => ("upserts", at, (Func<PushedChange>)(() => PushChecks.Check(one, options.MostItemBytes)))),
                .. (form.Deletes ?? []).Select((one, at) => ("deletes", at, (Func<PushedChange>)(() => PushChecks.Check(one)))),
            ];
        }
        catch (JsonException exception)
        {
            throw new RefusedException(new Refusal(400, "invalid_json", $"The body is not the JSON that is expected, at `{exception.Path}`."));
        }
    }

    private static async Task<IReadOnlyList<(string In, int At, Func<PushedChange> Check)>> LinesAsync(
        HttpRequest request, JsonSerializerOptions json, SourcesOptions options, CancellationToken cancellationToken)
    {
        var all = new List<(string, int, Func<PushedChange>)>();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        var rest = body.GetBuffer().AsMemory(0, (int)body.Length);
        for (var number = 1; !rest.IsEmpty; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (!line.Span.Trim(" \t\r"u8).IsEmpty)
            {
                all.Add(("lines", number, () => PushChecks.Check(JsonSerializer.Deserialize<PushLine>(line.Span, json) ?? throw new JsonException(), options.MostItemBytes)));
                CheckCount(all.Count, options);
            }
        }

        return all;
    }

    // How many values stand in the lists of an object.
    private static int Count(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        var count = 0;
        while (reader.Read())
        {
            count += reader.CurrentDepth == 2 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray or JsonTokenType.PropertyName) ? 1 : 0;
        }

        return count;
    }

    private static void CheckCount(int changes, SourcesOptions options)
    {
        if (changes > options.MostPushChanges)
        {
            throw new RefusedException(new Refusal(
                413, "push_too_large", $"A push may have {options.MostPushChanges} changes. Send the rest as another; nothing of this one was kept."));
        }
    }
}
