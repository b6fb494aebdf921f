using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Parley.Models;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>
/// The last filter of an answer: holds its text back until the guards passed it, and all events that stand on that text with it. What must not be
/// shown ends the answer, and the model's call at once.
/// </summary>
internal sealed class GuardOutput(TextGuards guards)
{
    public async IAsyncEnumerable<TurnEvent> Apply(
        IAsyncEnumerable<TurnEvent> answer, Turn turn, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var guard = await guards.ForAnswerAsync(turn.Tenant, null, cancellationToken);
        var held = new GuardedAnswer(turn, guard);
        ExceptionDispatchInfo? failure = null;
        await using var events = answer.GetAsyncEnumerator(cancellationToken);
        while (!held.IsBlocked)
        {
            try
            {
                if (!await events.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception problem) when (problem is ProviderException or RefusedException)
            {
                // What was written until then is the reader's, as far as it passes.
                failure = ExceptionDispatchInfo.Capture(problem);
            }

            if (failure is not null || events.Current is UsageReported or Ending)
            {
                held.Flush();
                foreach (var told in held.Told())
                {
                    yield return told;
                }

                // Before the end is taken from those who wrote the answer: what is taken back is not kept to be given again.
                if (held.Unchecked is { } shown)
                {
                    held.Close(await guard.LookAtEndAsync(shown, cancellationToken));
                }
            }

            if (failure is null)
            {
                held.Take(events.Current);
            }

            foreach (var told in held.Told())
            {
                yield return told;
            }

            if (!held.IsBlocked)
            {
                failure?.Throw();
            }
        }

        // The call is stopped, and what it used until now is settled, before anything more is said.
        await events.DisposeAsync();
        foreach (var told in held.Refuse())
        {
            yield return told;
        }
    }

    /// <summary>What is to be told of an answer that does not come to its end: what of it must not stay is taken back.</summary>
    public async ValueTask<IReadOnlyList<TurnEvent>> AtBreakAsync(Turn turn, CancellationToken cancellationToken)
    {
        if (turn.Draft.Length == 0)
        {
            return [];
        }

        var guard = await guards.ForAnswerAsync(turn.Tenant, null, cancellationToken);
        var (from, found) = guard.LookAtBreak(turn.Draft.Text);
        var told = new AnswerFindings(turn).New(found, isTakenBack: from == 0);
        return from is { } stays ? [new Retract(stays, GuardSayings.Reason), .. told] : told;
    }

    /// <summary>An event that is no part of the answer, such as the titles of what was found.</summary>
    public async ValueTask<TurnEvent> ShowAsync(TurnEvent told, Turn turn, CancellationToken cancellationToken)
    {
        if (told is not Retrieved retrieved)
        {
            return told;
        }

        var guard = await guards.ForAnswerAsync(turn.Tenant, null, cancellationToken);
        return retrieved with
        {
            Query = guard.ShowOr(retrieved.Query),
            Sources = [.. retrieved.Sources.Select(source => source with { Title = guard.ShowOr(source.Title), Heading = guard.ShowOr(source.Heading) })],
            Nearest = [.. retrieved.Nearest.Select(near => near with { Title = guard.ShowOr(near.Title), Heading = guard.ShowOr(near.Heading) })],
        };
    }

    /// <summary>A text that somebody else wrote and the reader is told, such as a provider's error.</summary>
    public async ValueTask<string> ShowAsync(string text, TenantScope tenant, CancellationToken cancellationToken) =>
        (await guards.ForAnswerAsync(tenant, null, cancellationToken)).ShowOr(text);
}
