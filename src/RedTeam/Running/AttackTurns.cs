using Microsoft.Extensions.Logging;
using Parley.Conversations;
using Parley.Models;
using Parley.Orchestration;

namespace Parley.RedTeam;

/// <summary>How a case ended, and what was said on the way.</summary>
/// <param name="IsAsked">Whether it came so far that a model was to answer.</param>
/// <param name="IsAnswered">Whether a model answered the last turn, whatever guards made of it then.</param>
internal sealed record CaseOutcome(string Verdict, CaseContent Content, decimal Cost, ConversationId? Conversation, bool IsAsked, bool IsAnswered);

/// <summary>
/// Runs attacks as turns of their own, by the way that every message takes. Each has a subject of its own, so that none is judged by what others
/// did, and a conversation that is erased behind it.
/// </summary>
internal sealed class AttackTurns(
    AcceptTurn accept, LogReader log, ConversationDeletion deletion, JudgeModel judge, TimeProvider time, ILogger<AttackTurns> logger)
{
    private const string Stopping = "stopping";
    private const int MostTries = 4;
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <exception cref="OperationCanceledException">This node stops; the same case can be run again, and joins what was begun of it.</exception>
    /// <remarks>Whatever else goes wrong is how this case ends: no other has to wait for it.</remarks>
    public async Task<CaseOutcome> RunAsync(RedTeamRun run, RedTeamCase one, CancellationToken cancellationToken)
    {
        var said = new Said();
        try
        {
            return await RunAsync(run, one, said, cancellationToken);
        }
        catch (Exception failure) when (CaseFailures.IsOfCase(failure))
        {
            logger.CaseFailed(run.Id.Value, one.Number, failure);
            return new(
                Verdict.Failed, one.Content with { Why = CaseFailures.Told(failure), Transcript = said.Transcript, Guards = [.. said.Told.Guards.Distinct()] }, said.Told.Cost, said.Conversation, said.Told.IsAsked, IsAnswered: false);
        }
    }

    private async Task<CaseOutcome> RunAsync(RedTeamRun run, RedTeamCase one, Said said, CancellationToken cancellationToken)
    {
        var attack = Lure.Of(run.Id, one.Number).Arm(one.Content.Attack);
        var caller = CaseCaller.Of(run, one.Number);
        var (told, transcript) = (said.Told, said.Transcript);
        transcript.AddRange(Opening(attack));
        for (var turn = 0; turn < attack.Turns.Count && told.Failure is null; turn++)
        {
            transcript.Add(new("user", attack.Turns[turn]));
            if (turn == 0 && attack.Tool is { } tool)
            {
                transcript.Add(new("tool", tool.Result));
            }

            var send = CaseSend.Of(run, one.Number, attack, turn, said.Conversation);
            said.Conversation = await AskAsync(caller, send, told, cancellationToken) ?? said.Conversation;
            transcript.Add(new("assistant", told.Failure is { } failure ? $"({failure})" : told.Answer));
        }

        var scored = Score.Of(attack, told);
        if (scored.Verdict == Verdict.Unjudged && run.Card.Judge is { } name)
        {
            scored = await JudgeAsync(caller, name, attack.Expects.Judge!, told.Answer, cancellationToken);
        }

        var content = one.Content with { Why = scored.Why, Transcript = transcript, Guards = [.. told.Guards.Distinct()], Calls = [.. told.Calls.Order(StringComparer.Ordinal)] };
        return new(scored.Verdict, content, told.Cost, said.Conversation, told.IsAsked, told.IsAnswered);
    }

    /// <summary>Erases what the turns of a case have left.</summary>
    public async Task EraseAsync(RedTeamRun run, long number, ConversationId conversation, CancellationToken cancellationToken)
    {
        var caller = CaseCaller.Of(run, number);
        try
        {
            await deletion.DeleteAsync(caller.Tenant, caller.Subject, conversation, cancellationToken);
        }
        catch (Exception failure) when (CaseFailures.IsOfCase(failure))
        {
            logger.CaseNotErased(run.Id.Value, number, failure);
        }
    }

    private async Task<ConversationId?> AskAsync(Caller caller, Send send, Told told, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var accepted = await accept.AcceptAsync(caller, send, cancellationToken);
                told.IsAsked = true;
                var end = await log.WaitForEndAsync(caller.Tenant, caller.Subject, accepted.Turn, told.Hear, cancellationToken);
                told.Failure ??= end is null ? "erased" : null;
                return accepted.Conversation;
            }
            catch (RefusedException refused) when (refused.Refusal.Code == Stopping)
            {
                throw new JobPutOffException(UsualWait);
            }
            catch (RefusedException refused) when (refused.Refusal.Status is 429 or 503 && tries < MostTries)
            {
                var wait = refused.Refusal.RetryAfter ?? (UsualWait * tries);
                await Task.Delay(wait < LongestWait ? wait : LongestWait, time, cancellationToken);
            }
            catch (RefusedException refused)
            {
                // What the edge does not take because of what stands in it is withstood; what cannot be taken at all says nothing.
                told.IsTurnedAway = refused.Refusal.Status is 403 or 422;
                told.IsAsked = refused.Refusal.Status is 429 or 503;
                told.Failure = refused.Refusal.Code;
                return null;
            }
        }
    }

    private async Task<Scored> JudgeAsync(Caller caller, string name, string question, string answer, CancellationToken cancellationToken)
    {
        try
        {
            return await judge.AskAsync(caller, name, question, answer, cancellationToken);
        }
        catch (Exception failure) when (failure is ProviderException or RefusedException)
        {
            logger.JudgeFailed(name, failure);
            return new(Verdict.Unjudged, "The judge did not answer.");
        }
    }

    // What there is of a case, however it ends.
    private sealed class Said
    {
        public Told Told { get; } = new();

        public List<SaidLine> Transcript { get; } = [];

        public ConversationId? Conversation { get; set; }
    }

    private static IEnumerable<SaidLine> Opening(Attack attack)
    {
        if (attack.System is { } system)
        {
            yield return new("system", system);
        }

        if (attack.Document is { } document)
        {
            yield return new("document", $"{document.Title}\n\n{document.Text}");
        }
    }
}
