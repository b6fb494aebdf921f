using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Models;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>What came of one line.</summary>
/// <param name="Status">As the route would have answered.</param>
/// <param name="RequestId">The turn, or the line itself where there is none.</param>
/// <param name="Body">JSON.</param>
internal sealed record LineAnswer(int Status, string RequestId, ReadOnlyMemory<byte> Body)
{
    public bool IsFailed => Status is < 200 or >= 300;
}

/// <summary>Answers the lines of batches as the routes answer requests: the same reading, the same turn, the same errors.</summary>
internal sealed class LineAnswers(
    AcceptTurn accept, LogReader log, EncoderCatalogue encoders, PresentCaller present, RefusalReader refusals, LineGate gate, IOptions<JsonOptions> json,
    TimeProvider time)
{
    private const string Route = "POST /v1/batches";
    private const int MostTries = 6;
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(2);

    /// <exception cref="OperationCanceledException">This node stops; the same line can be answered again, and joins what was begun of it.</exception>
    public async Task<LineAnswer> AnswerAsync(Batch batch, BatchLine line, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var place = await gate.EnterAsync(cancellationToken);
                var caller = await present.OfAsync(batch.Tenant, batch.Card.Asker, cancellationToken);
                return caller?.Scopes.Contains(Scopes.Chat) != true ? throw new RefusedException(NoMore)
                    : batch.Card.Endpoint == Batch.Chat ? await ChatAsync(batch, line, caller, attempt, cancellationToken)
                    : await EmbedAsync(batch, line, caller, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && RefusalOf(batch, failure) is { } refusal)
            {
                if (attempt + 1 == MostTries || !Passes(refusal))
                {
                    return Refused(batch, line, refusal);
                }

                await Task.Delay(refusal.RetryAfter ?? (UsualWait * (attempt + 1)), time, cancellationToken);
            }
        }
    }

    private static Refusal NoMore { get; } = new(401, "unauthorized", "The key or the person that made this batch may not chat any more.");

    private async Task<LineAnswer> ChatAsync(Batch batch, BatchLine line, Caller caller, int attempt, CancellationToken cancellationToken)
    {
        var request = line.Body.Deserialize<ChatCompletionRequest>(json.Value.SerializerOptions)!;
        if (request.Stream == true)
        {
            throw new RefusedException(Refusal.Invalid("stream", "stream: A line of a batch is answered whole."));
        }

        if (request.ConversationId is not null)
        {
            throw new RefusedException(Refusal.Invalid("conversation_id", "conversation_id: The lines of a batch are answered side by side, and so in no conversation."));
        }

        // The key joins what an earlier attempt at this line began; a turn that failed is begun anew by the next.
        var send = ChatCompletions.ToSend(request, $"{batch.Id}.{line.Number}.{attempt}") with { Route = Route };
        var accepted = await accept.AcceptAsync(caller, send with { Options = send.Options with { Door = "batch" } }, cancellationToken);
        var end = AnswerEnd.Of(await log.WaitForEndAsync(caller.Tenant, caller.Subject, accepted.Turn, cancellationToken));
        return Whole(accepted.Turn.Value, writer => Completion.Write(writer, accepted.Turn, request.ParallelToolCalls == false ? end with { MostCalls = 1 } : end));
    }

    private async Task<LineAnswer> EmbedAsync(Batch batch, BatchLine line, Caller caller, CancellationToken cancellationToken)
    {
        var request = line.Body.Deserialize<EmbeddingRequest>(json.Value.SerializerOptions)!;
        var (model, embedded) = await Embeddings.AskAsync(request, caller, encoders, "batch", cancellationToken);
        return Whole(IdOf(batch, line), writer => Embeddings.Write(writer, model, embedded, request.IsBase64));
    }

    private Refusal? RefusalOf(Batch batch, Exception failure)
    {
        var read = batch.Card.Endpoint == Batch.Chat ? typeof(ChatCompletionRequest) : typeof(EmbeddingRequest);
        var refusal = failure is Storage.StorageUnavailableException ? null : refusals.Of(failure, read);

        // A node that stops has answered nothing: its job goes on elsewhere.
        return refusal?.Code == AnswerEnd.Stopping.Code ? null : refusal;
    }

    private static bool Passes(Refusal refusal) =>
        refusal.Status is 429 or 503 or 504 && refusal.Code is not ("quota_exceeded" or "budget_exceeded") && (refusal.RetryAfter ?? TimeSpan.Zero) <= LongestWait;

    private static LineAnswer Refused(Batch batch, BatchLine line, Refusal refusal) => Whole(
        IdOf(batch, line),
        writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("error"u8);
            JsonSerializer.Serialize(writer, OpenAIErrors.Body(refusal), PlainJson.Options);
            writer.WriteEndObject();
        },
        refusal.Status);

    private static LineAnswer Whole(string id, Action<Utf8JsonWriter> write, int status = 200)
    {
        var body = new ArrayBufferWriter<byte>();
        PlainJson.Write(body, write);
        return new(status, id, body.WrittenMemory);
    }

    private static string IdOf(Batch batch, BatchLine line) => $"{batch.Id}_{line.Number}";
}
