using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Orchestration;

namespace Parley.Doors;

/// <summary>
/// Follows the log of a turn into another API's stream. Nothing is sent before there is something to show, so that a turn that
/// fails at once is answered with a status and not with a broken stream.
/// </summary>
/// <param name="stops">Whether this node stops.</param>
/// <param name="mostCalls">How many calls the caller wants to hear of.</param>
internal sealed class AnswerTail(HttpResponse response, AnswerWire wire, Func<bool>? stops = null, int mostCalls = int.MaxValue)
{
    private string _model = "";
    private bool _isBegun;
    private bool _isFailed;
    private int _shown;
    private int _calls;

    /// <returns>False when the answer ended without its end, and the stream said so.</returns>
    /// <exception cref="RefusedException">The turn ended without an answer before anything was sent.</exception>
    public async Task<bool> FollowAsync(IAsyncEnumerable<IReadOnlyList<LogEntry>> batches, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var batch in batches.WithCancellation(cancellationToken))
            {
                if (batch.Count == 0)
                {
                    Begin();
                    wire.Silence(response.BodyWriter);
                }

                foreach (var entry in batch)
                {
                    if (Take(entry))
                    {
                        await response.BodyWriter.FlushAsync(cancellationToken);
                        return !_isFailed;
                    }
                }

                if (_isBegun && (await response.BodyWriter.FlushAsync(cancellationToken)).IsCompleted)
                {
                    return true;
                }
            }

            Fail(stops?.Invoke() == true ? AnswerEnd.Stopping : AnswerEnd.Erased);
            await response.BodyWriter.FlushAsync(cancellationToken);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader left; the turn goes on.
            return true;
        }
    }

    /// <returns>Whether the stream ends with this event.</returns>
    private bool Take(LogEntry entry)
    {
        switch (entry.Name)
        {
            case "turn.started":
                _model = JsonElement.Parse(entry.Json.Span).GetProperty("model").GetString() ?? "";
                return false;
            case "delta":
                _shown += DeltaText.Read(entry.Json.Span, out var quoted);
                Begin();
                wire.Delta(response.BodyWriter, quoted);
                return false;
            case "thinking":
                DeltaText.Read(entry.Json.Span, out var thought);
                Begin();
                wire.Thinking(response.BodyWriter, thought);
                return false;
            case "thinking.end":
                Begin();
                wire.ThinkingEnd(response.BodyWriter, JsonElement.Parse(entry.Json.Span));
                return false;
            case "logprobs":
                Begin();
                wire.Logprobs(response.BodyWriter, JsonElement.Parse(entry.Json.Span).GetProperty("tokens"));
                return false;
            case "tool.call":
                Begin();
                if (_calls < mostCalls)
                {
                    wire.Call(response.BodyWriter, _calls++, JsonElement.Parse(entry.Json.Span));
                }

                return false;
            case "retract":
                return Withdraw(JsonElement.Parse(entry.Json.Span));
            case "turn.completed":
                Begin();
                wire.End(response.BodyWriter, AnswerEnd.Of(entry));
                return true;
            case "turn.failed":
                Fail(AnswerEnd.Failure(JsonElement.Parse(entry.Json.Span)));
                return true;
            case "turn.cancelled":
                Fail(AnswerEnd.Cancelled);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A reader of these formats cannot take back what it has, so a withdrawal of that ends the stream.</summary>
    private bool Withdraw(JsonElement retract)
    {
        if (retract.GetProperty("from").GetInt32() >= _shown)
        {
            return false;
        }

        if (retract.GetProperty("reason").GetString() == "guard")
        {
            wire.Withdraw(response.BodyWriter);
        }
        else
        {
            Fail(new(503, "restarted", "The answer had to be started anew. What came until here is void; the whole answer can be read under the turn's id."));
        }

        return true;
    }

    private void Fail(Refusal refusal)
    {
        if (!_isBegun)
        {
            throw new RefusedException(refusal);
        }

        _isFailed = true;
        wire.Fail(response.BodyWriter, refusal);
    }

    private void Begin()
    {
        if (!_isBegun)
        {
            _isBegun = true;
            TurnStream.Begin(response);
            wire.Begin(response.BodyWriter, _model);
        }
    }
}
