using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Models;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>
/// Asks the models of the turn's plan and streams what they say. A run that goes on where an earlier one stopped continues the text that is
/// shown where the model can continue a given answer, else from the start of a draft that is visibly restarted.
/// </summary>
internal sealed class AskModel(ModelGateway gateway, TimeProvider time)
{
    public async IAsyncEnumerable<TurnEvent> AskAsync(Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (turn.Draft.Approvals.Count > 0)
        {
            foreach (var told in AfterDecisions(turn))
            {
                yield return told;
            }

            yield break;
        }

        if (turn.Attempts.Count == 0)
        {
            LogMetrics.ModelAsked(time.GetUtcNow() - turn.AcceptedAt);
        }

        // What an earlier run did not get to hear of it is thought anew.
        if (turn.Draft.IsThinking)
        {
            yield return new ThinkingEnded(null, null);
        }

        var canContinue = turn.Deployment!.Continues(turn.Options.Asks);
        if (!canContinue && (turn.Draft.Length > 0 || turn.Draft.Thinking.Count > 0))
        {
            yield return new Retract(0, "restarted");
        }

        var shown = canContinue ? turn.Draft.Text : "";
        var room = await RoomAsync(turn, turn.Deployment, shown, cancellationToken);
        if (room == 0)
        {
            yield return new Ending("length");
            yield break;
        }

        var reply = new ModelCall(turn, gateway.For(turn.Plan ?? ModelPlan.Of(turn.Deployment)));
        try
        {
            await using var updates = reply.Begin(shown, room, cancellationToken);
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync())
                    {
                        break;
                    }
                }
                catch (ProviderException broken)
                {
                    reply.Broke(broken);
                    break;
                }

                if (reply.Hear(updates.Current) is { } text)
                {
                    yield return new Delta(text);
                    continue;
                }

                foreach (var told in reply.Told(updates.Current))
                {
                    yield return told;
                }
            }
        }
        finally
        {
            turn.Attempts.AddRange(reply.Records());
            turn.Spent += reply.Cost;
        }

        turn.Knobs = turn.Knobs!.Without(reply.LeftOut, turn.Deployment.Model).Shortened(reply.ShortenedTo);
        turn.Deployment = reply.AnsweredBy ?? turn.Deployment;
        if (reply.Failure is { } failure)
        {
            throw failure.Kind == ProviderFailure.FieldNotTaken && turn.Options.Asks is { } asks
                ? asks.Refuse(reply.AskedLast ?? turn.Deployment, failure.Fields)
                : failure;
        }

        foreach (var told in Conclude(turn, reply))
        {
            yield return told;
        }
    }

    /// <summary>How many tokens the answer may still get: what was asked for, less what is shown already. Null for no limit.</summary>
    private static async ValueTask<int?> RoomAsync(Turn turn, Deployment deployment, string shown, CancellationToken cancellationToken) =>
        turn.Knobs!.Knobs.MaxTokens is not { } most || shown.Length == 0
            ? turn.Knobs.Knobs.MaxTokens
            : Math.Max(0, most - await deployment.Tokens.CountAsync(shown, cancellationToken));

    /// <summary>What follows the text of an answer that came to its end.</summary>
    private static IEnumerable<TurnEvent> Conclude(Turn turn, ModelCall reply)
    {
        var gate = new ToolGate(turn);
        var calls = reply.Calls.Select(call => (Call: ToEvent(call), Verdict: gate.Judge(call.Name, Arguments(call)))).ToList();
        if (calls.Find(call => call.Verdict.Way == ToolWay.Withhold).Verdict is { } withheld)
        {
            yield return new GuardFound(ToolGate.Guard, withheld.Kind, GuardAction.Block, withheld.Reason, "output", 1);
            yield return new Delta(turn.Draft.Length > 0 ? "\n\n" + ToolGate.Words : ToolGate.Words);
            yield return new UsageReported(reply.Usage with { Cost = turn.Spent.ToString() });
            yield return new Ending("refused");
            yield break;
        }

        yield return new UsageReported(reply.Usage with { Cost = turn.Spent.ToString() });
        foreach (var (call, _) in calls.Where(call => call.Verdict.Way == ToolWay.HandOut))
        {
            yield return call;
        }

        var waiting = calls.Where(call => call.Verdict.Way == ToolWay.Ask).ToList();
        foreach (var (call, verdict) in waiting)
        {
            yield return new ApprovalRequired(call.CallId, call.ToolName, call.Arguments, verdict.Reason);
        }

        yield return new Ending(waiting.Count > 0 ? null : calls.Count > 0 ? "tool" : reply.FinishReason, reply.StopSequence);
    }

    /// <summary>A turn that waited goes on: the allowed calls are handed out, the others are told as refused.</summary>
    private static IEnumerable<TurnEvent> AfterDecisions(Turn turn)
    {
        // What is told here is shown when all of it passed, and stands in the draft only then.
        var isCalled = turn.Draft.Calls.Count > 0;
        foreach (var approval in turn.Draft.Approvals)
        {
            if (turn.Decisions.TryGetValue(approval.CallId, out var decision) && decision.Decision == "approve")
            {
                if (turn.Draft.Calls.All(call => call.CallId != approval.CallId))
                {
                    isCalled = true;
                    yield return new ToolCalled(approval.CallId, approval.ToolName, approval.Arguments);
                }
            }
            else
            {
                yield return new ToolResulted(approval.CallId, false, "The call was not allowed.");
            }
        }

        yield return new Ending(isCalled ? "tool" : "refused");
    }

    private static ToolCalled ToEvent(FunctionCallContent call) => new(call.CallId, call.Name, Arguments(call));

    private static JsonElement Arguments(FunctionCallContent call) =>
        JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>());
}
