using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Knowledge;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Gives an answer again where one may be: the very same question's, then one's that means the same. Else the model is asked, and what it says is
/// kept. An answer that was given before passes the same filters as a new one.
/// </summary>
internal sealed class ReuseAnswer(
    AnswerCache cache, SameQuestions asked, KnowledgeVersion knowledge, IOptions<AnswerCacheOptions> options, TimeProvider time, ILogger<ReuseAnswer> logger)
{
    private const int LongestKept = 65_536;
    private const int Piece = 256;

    /// <summary>Notes before the search in which state the knowledge is, where answers are given again at all.</summary>
    public async Task BeginAsync(Turn turn, CancellationToken cancellationToken) =>
        turn.KnowledgeVersion = IsOn && turn.Options.Cache != CacheControl.NoStore ? await VersionAsync(turn, cancellationToken) : null;

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

        using var asking = options.Value.Exact && turn.Options.Cache is null ? asked.Join(place.Key) : null;
        if (turn.Options.Cache is null && await HitAsync(turn, place, asking, cancellationToken) is { } hit)
        {
            foreach (var told in hit)
            {
                yield return told;
            }

            yield break;
        }

        var (text, isWhole) = (new StringBuilder(), true);
        await foreach (var told in ask(cancellationToken))
        {
            switch (told)
            {
                case Delta delta:
                    text.Append(delta.Text);
                    break;
                case Retract retract:
                    text.Length = Math.Min(text.Length, retract.From);
                    break;
                case ToolCalled or ApprovalRequired:
                    isWhole = false;
                    break;
                case Ending { FinishReason: "stop" } when isWhole && text.Length is > 0 and <= LongestKept:
                    await KeepAsync(turn, place, text.ToString(), asking, cancellationToken);
                    break;
            }

            yield return told;
        }
    }

    /// <summary>
    /// What can be said where no model answers: an answer of before, also one that is no longer fresh. How old it is stands in the turn, and so in
    /// its message and its record.
    /// </summary>
    /// <returns>The events of the answer, to its ending; null when there is none.</returns>
    public async Task<IReadOnlyList<TurnEvent>?> LastResortAsync(Turn turn, CancellationToken cancellationToken) =>
        turn.Options.Cache is null && await PlaceAsync(turn, cancellationToken) is { } place
            ? await FindAsync(turn, place, options.Value.Kept, isLastResort: true, cancellationToken)
            : null;

    private bool IsOn => options.Value.Exact || options.Value.Semantic;

    private Task<string> VersionAsync(Turn turn, CancellationToken cancellationToken) =>
        knowledge.OfAsync(turn.Tenant, turn.Options.AclTags, turn.Options.Retrieval is { } retrieval ? retrieval.Namespaces : [], cancellationToken);

    // What was found is of the state that was noted only when that is still the state: a document may have changed in between.
    private async Task<AnswerPlace?> PlaceAsync(Turn turn, CancellationToken cancellationToken) =>
        AnswerPlace.Of(turn) is { } place && await VersionAsync(turn, cancellationToken) == turn.KnowledgeVersion ? place : null;

    private async Task<IReadOnlyList<TurnEvent>?> HitAsync(Turn turn, AnswerPlace place, SameQuestions.Asking? asking, CancellationToken cancellationToken)
    {
        if (await FindAsync(turn, place, options.Value.Lifetime, isLastResort: false, cancellationToken) is { } found)
        {
            return found;
        }

        return asking is { IsFirst: false } && await asking.WaitAsync(options.Value.Wait, cancellationToken) is { } heard
            ? Give(turn, heard, "exact", isLastResort: false)
            : null;
    }

    private async Task<IReadOnlyList<TurnEvent>?> FindAsync(
        Turn turn, AnswerPlace place, TimeSpan oldest, bool isLastResort, CancellationToken cancellationToken)
    {
        try
        {
            if (options.Value.Exact && await cache.FindAsync(turn.Tenant, place.Key, oldest, cancellationToken) is { } exact
                && Give(turn, exact, "exact", isLastResort) is { } same)
            {
                return same;
            }

            return options.Value.Semantic && place.Scope is { } scope
                && await cache.FindSimilarAsync(turn.Tenant, scope, turn.UserText, oldest, cancellationToken) is { } similar
                    ? Give(turn, similar, "semantic", isLastResort)
                    : null;
        }
        catch (StorageUnavailableException failure)
        {
            // What only saves a call must not cost the answer.
            logger.AnswerCacheFailed(turn.Id.Value, failure);
            return null;
        }
    }

    private List<TurnEvent>? Give(Turn turn, KeptAnswer answer, string kind, bool isLastResort)
    {
        if (Relabelled.Of(answer.Text, turn.Sources) is not { } text)
        {
            return null;
        }

        var age = Math.Max(0, (time.GetUtcNow() - answer.At).TotalSeconds);
        turn.Cache = new(kind, age, answer.Turn) { IsLastResort = isLastResort };
        LogMetrics.AnswerReused(kind);
        return [.. Pieces(text).Select(piece => new Delta(piece)), new UsageReported(new(0, 0, 0, "0")), new Ending("stop")];
    }

    private async Task KeepAsync(Turn turn, AnswerPlace place, string answer, SameQuestions.Asking? asking, CancellationToken cancellationToken)
    {
        var kept = new KeptAnswer(
            turn.Tenant.Id, place.Key, options.Value.Semantic ? place.Scope : null, turn.Id, turn.Subject, time.GetUtcNow(),
            new(turn.UserText, answer, Relabelled.Named(answer, turn.Sources)));
        asking?.Tell(kept);
        try
        {
            await cache.KeepAsync(kept, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            logger.AnswerCacheFailed(turn.Id.Value, failure);
        }
    }

    private static IEnumerable<string> Pieces(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(Piece, text.Length - at);
            length -= at + length < text.Length && char.IsHighSurrogate(text[at + length - 1]) ? 1 : 0;
            yield return text.Substring(at, length);
            at += length;
        }
    }
}
