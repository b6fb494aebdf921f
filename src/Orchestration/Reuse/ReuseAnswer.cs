using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Knowledge;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>
/// Gives an answer again where one may be: the very same question's, then one's that means the same. Else the model is asked, and what it says is
/// kept. An answer that was given before passes the same filters as a new one.
/// </summary>
internal sealed class ReuseAnswer(
    EarlierAnswers earlier, SameQuestions asked, KnowledgeVersion knowledge, IOptions<AnswerCacheOptions> options)
{
    private const int LongestKept = 65_536;

    // A line of a batch may wait for long, and nobody who looks on waits with it.
    private const string Batch = "batch";

    /// <summary>
    /// Notes, once the route is known and before the search, in which state the knowledge is, where answers are given again at all. A turn
    /// that goes on after a crash goes on with what was found then, in a state that nobody knows any more.
    /// </summary>
    public async Task BeginAsync(Turn turn, CancellationToken cancellationToken) =>
        turn.KnowledgeVersion = IsOn(turn) && turn.Attempt == 1 && turn.Options.Cache != CacheControl.NoStore ? await VersionAsync(turn, cancellationToken) : null;

    /// <param name="ask">Asks the model.</param>
    public async IAsyncEnumerable<TurnEvent> AnswerAsync(
        Turn turn, Func<CancellationToken, IAsyncEnumerable<TurnEvent>> ask, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await PlaceAsync(turn, cancellationToken) is not { } place)
        {
            await foreach (var told in ask(cancellationToken))
            {
                yield return told;
            }

            yield break;
        }

        using var asking = options.Value.IsExactFor(turn) && turn.Options.Cache is null ? asked.Join(place.Key, leads: turn.Options.Door != Batch) : null;
        if (turn.Options.Cache is null && await HitAsync(turn, place, asking, cancellationToken) is { } hit)
        {
            foreach (var told in hit)
            {
                yield return told;
            }

            yield break;
        }

        var (text, isWhole, models) = (new StringBuilder(), true, AnswerPlace.ModelsOf(turn));
        Conversations.Usage? usage = null;
        await using var answer = ask(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            IReadOnlyList<TurnEvent>? resort = null;
            try
            {
                if (!await answer.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (ProviderException failure) when (IsAway(failure) && turn.Options.Cache is null && turn.Draft.Calls.Count == 0)
            {
                resort = await earlier.FindAsync(turn, place, options.Value.Kept, isLastResort: true, cancellationToken);
                if (resort is null)
                {
                    throw;
                }
            }

            if (resort is not null)
            {
                foreach (var told in text.Length > 0 ? [new Retract(0, "restarted"), .. resort] : resort)
                {
                    yield return told;
                }

                yield break;
            }

            switch (answer.Current)
            {
                case Delta delta:
                    text.Append(delta.Text);
                    break;
                case Retract retract:
                    text.Length = Math.Min(text.Length, retract.From);
                    break;
                case UsageReported reported:
                    usage = reported.Usage;
                    break;
                case ToolCalled or ApprovalRequired:
                    isWhole = false;
                    break;

                // What the guards changed is not kept: what is given again has passed as it was written.
                case Ending { FinishReason: "stop", StopSequence: var sequence } when isWhole && text.Length is > 0 and <= LongestKept && IsOf(models, turn.Deployment)
                    && !turn.IsRewritten:
                    await earlier.KeepAsync(turn, place, text.ToString(), usage, sequence, asking, cancellationToken);
                    break;
            }

            yield return answer.Current;
        }
    }

    // What a provider refuses to answer it refuses for a reason; what it cannot answer now, it could before.
    private static bool IsAway(ProviderException failure) => failure.Kind is not (ProviderFailure.BadRequest or ProviderFailure.ContextTooLong);

    private bool IsOn(Turn turn) => options.Value.IsExactFor(turn) || options.Value.IsSemanticFor(turn);

    // What a fallback says is not what the models of the place say.
    private static bool IsOf(IReadOnlyList<Deployment> models, Deployment? answered) =>
        answered is { IsLanguageModel: true } && models.Any(one => one.Name == answered.Name);


    private Task<string> VersionAsync(Turn turn, CancellationToken cancellationToken) =>
        knowledge.OfAsync(turn.Tenant, turn.Options.AclTags, turn.Options.Retrieval is { } retrieval ? retrieval.Namespaces : [], cancellationToken);

    // What was found is of the state that was noted only when that is still the state: a document may have changed in between.
    private async Task<AnswerPlace?> PlaceAsync(Turn turn, CancellationToken cancellationToken) =>
        AnswerPlace.Of(turn) is { } place && await VersionAsync(turn, cancellationToken) == turn.KnowledgeVersion ? place : null;

    private async Task<IReadOnlyList<TurnEvent>?> HitAsync(Turn turn, AnswerPlace place, SameQuestions.Asking? asking, CancellationToken cancellationToken)
    {
        if (await earlier.FindAsync(turn, place, options.Value.Lifetime, isLastResort: false, cancellationToken) is { } found)
        {
            return found;
        }

        if (asking is not { Follows: true })
        {
            return null;
        }

        // Who comes to be the first looks once more: another may have been it in between, and be done.
        return await asking.WaitAsync(options.Value.Wait, cancellationToken) is { } heard ? await earlier.HearAsync(turn, heard, cancellationToken)
            : asking.IsFirst ? await earlier.FindAsync(turn, place, options.Value.Lifetime, isLastResort: false, cancellationToken)
            : null;
    }
}
