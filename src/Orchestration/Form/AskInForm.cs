using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Orchestration;

/// <summary>
/// Asks for an answer in a form, and holds it until it has that form: nothing is shown before. What cannot be repaired here is asked for again, with
/// what is wrong; what stays wrong ends the turn. Answers without a form, and calls of tools, pass.
/// </summary>
internal sealed class AskInForm(AskModel model)
{
    /// <summary>The turn's code for an answer that never had its form.</summary>
    public const string Code = "answer_not_valid";

    private const int MostRetries = 2;
    private const int MostTold = 3;

    private static readonly string Repair = PromptFile.Load("repair.v1");

    public IAsyncEnumerable<TurnEvent> AskAsync(Turn turn, CancellationToken cancellationToken) =>
        AnswerForm.Of(turn.Options) is { } form && turn.Draft.Approvals.Count == 0 ? HoldAsync(turn, form, cancellationToken) : model.AskAsync(turn, cancellationToken);

    private async IAsyncEnumerable<TurnEvent> HoldAsync(Turn turn, AnswerForm form, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // An earlier run may have shown the whole answer, and died before its end.
        if (turn.Draft.Length > 0 && form.Judge(turn.Draft.Text, isCut: false).Text == turn.Draft.Text)
        {
            yield return new Ending("stop");
            yield break;
        }

        if (turn.Draft.Length > 0 || turn.Draft.Thinking.Count > 0)
        {
            yield return new Retract(0, "restarted");
        }

        var (prompt, usage) = (turn.Prompt, new Conversations.Usage(0, 0, 0, "0"));
        IReadOnlyList<string> problems = [];
        for (var tries = 0; tries <= MostRetries && (tries == 0 || turn.Deployment!.IsLanguageModel); tries++)
        {
            var held = new HeldAnswer(usage);
            await foreach (var told in model.AskAsync(turn, cancellationToken))
            {
                if (!held.Take(told))
                {
                    yield return told;
                }
            }

            usage = held.Usage;
            var verdict = held.IsAnswer ? form.Judge(held.Text, held.IsCut) : new(null, []);
            if (verdict.Text is not null || !held.IsAnswer)
            {
                turn.Prompt = prompt;
                foreach (var told in held.Release(verdict.Text))
                {
                    yield return told;
                }

                yield break;
            }

            problems = verdict.Problems;
            turn.Prompt = [.. prompt, .. Again(held.Text, problems)];
        }

        turn.Prompt = prompt;
        yield return new UsageReported(usage);
        throw new RefusedException(new(
            422, Code, $"The model gave no answer in the form that was asked for. Of its last answer: {string.Join("; ", problems.Take(MostTold))}. A simpler schema, more room or another model may help."));
    }

    private static IEnumerable<ChatMessage> Again(string text, IReadOnlyList<string> problems)
    {
        // Some servers take no message without text.
        if (text.Trim().Length > 0)
        {
            yield return new(ChatRole.Assistant, text);
        }

        yield return new(ChatRole.User, Repair.Replace("{violations}", string.Join('\n', problems.Select(problem => $"- {problem}")), StringComparison.Ordinal));
    }
}
