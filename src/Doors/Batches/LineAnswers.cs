using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Accounts;
using Parley.Models;
using Parley.Orchestration;
using Parley.Storage;

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
internal sealed partial class LineAnswers(
    AcceptTurn accept, LogReader log, EncoderCatalogue encoders, PresentCaller present, RefusalReader refusals, LineGate gate, IOptions<JsonOptions> json,
    TimeProvider time, ILogger<LineAnswers> logger)
{
    private const string Route = "POST /v1/batches";

    /// <param name="ending">The batch is to end: what is begun goes on, and what waits does so no more.</param>
    /// <returns>Null when the batch's end came first.</returns>
    /// <exception cref="OperationCanceledException">This node stops; the same line can be answered again, and joins what was begun of it.</exception>
    public async Task<LineAnswer?> AnswerAsync(Batch batch, BatchLine line, CancellationToken ending, CancellationToken cancellationToken)
    {
        var tries = new LineTries();
        while (true)
        {
            try
            {
                using var place = await EnteredAsync(batch, ending, cancellationToken);
                return place is null ? null : await OnceAsync(batch, line, tries, cancellationToken);
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && IsOfTheLine(failure))
            {
                var refusal = RefusalOf(batch, failure);
                if (refusal is null)
                {
                    LineFailed(batch.Id.Value, line.Number, failure);
                }

                if (tries.WaitAfter(refusal) is not { } wait)
                {
                    return Refused(batch, line, refusal ?? Unexpected);
                }

                LineWaits(batch.Id.Value, line.Number, wait.TotalSeconds, (refusal ?? Unexpected).Code);
                if (!await WaitedAsync(wait, ending, cancellationToken))
                {
                    return null;
                }
            }
        }
    }

    private async Task<IDisposable?> EnteredAsync(Batch batch, CancellationToken ending, CancellationToken cancellationToken)
    {
        try
        {
            var place = await gate.EnterAsync(isTurn: batch.Card.Endpoint == Batch.Chat, ending);
            if (!ending.IsCancellationRequested)
            {
                return place;
            }

            place.Dispose();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
        }

        cancellationToken.ThrowIfCancellationRequested();
        return null;
    }

    private async Task<bool> WaitedAsync(TimeSpan wait, CancellationToken ending, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(wait, time, ending);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<LineAnswer> OnceAsync(Batch batch, BatchLine line, LineTries tries, CancellationToken cancellationToken)
    {
        tries.Begin();
        var caller = await present.OfAsync(batch.Tenant, batch.Card.Asker, cancellationToken);
        return caller?.Scopes.Contains(Scopes.Chat) != true ? throw new RefusedException(NoMore)
            : batch.Card.Endpoint == Batch.Chat ? await ChatAsync(batch, line, caller, tries, cancellationToken)
            : await EmbedAsync(batch, line, caller, cancellationToken);
    }

    private static Refusal Unexpected { get; } = new(
        500, "unexpected", "Something failed here that should not have; the server's log has the details. Send the line again in another batch.");

    private static Refusal NoMore { get; } = new(401, "unauthorized", "The key or the person that made this batch may not chat any more.");

    private async Task<LineAnswer> ChatAsync(Batch batch, BatchLine line, Caller caller, LineTries tries, CancellationToken cancellationToken)
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
        var send = ChatCompletions.ToSend(request, $"{batch.Id}.{line.Number}.{tries.Refused}") with { Route = Route, IsRepeat = tries.Refused > 0 };
        var accepted = await accept.AcceptAsync(caller, send with { Options = send.Options with { Door = "batch" } }, cancellationToken);
        tries.Accepted(accepted.IsJoined);
        var end = await AnswerEnd.WaitAsync(log, caller, accepted.Turn, cancellationToken);
        return Whole(accepted.Turn.Value, writer => Completion.Write(writer, accepted.Turn, request.ParallelToolCalls == false ? end with { MostCalls = 1 } : end));
    }

    private async Task<LineAnswer> EmbedAsync(Batch batch, BatchLine line, Caller caller, CancellationToken cancellationToken)
    {
        var request = line.Body.Deserialize<EmbeddingRequest>(json.Value.SerializerOptions)!;
        var (model, embedded) = await Embeddings.AskAsync(request, caller, encoders, "batch", cancellationToken);
        return Whole(IdOf(batch, line), writer => Embeddings.Write(writer, model, embedded, request.IsBase64));
    }

    // What is no line's fault ends the job's attempt, and the lines are taken up by the next.
    private static bool IsOfTheLine(Exception failure) =>
        failure is not (OperationCanceledException or JobLostException or StorageUnavailableException)
        && (failure as RefusedException)?.Refusal.Code != AnswerEnd.Stopping.Code;

    private Refusal? RefusalOf(Batch batch, Exception failure) =>
        refusals.Of(failure, batch.Card.Endpoint == Batch.Chat ? typeof(ChatCompletionRequest) : typeof(EmbeddingRequest));

    [LoggerMessage(LogLevel.Error, "Line {Line} of batch {Batch} failed unexpectedly.")]
    private partial void LineFailed(string batch, long line, Exception failure);

    [LoggerMessage(LogLevel.Debug, "Line {Line} of batch {Batch} is tried again in {Seconds} s: {Code}.")]
    private partial void LineWaits(string batch, long line, double seconds, string code);

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
