using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Gives turns the answers of earlier ones, and keeps theirs. A cache that cannot be reached costs no answer.</summary>
internal sealed class EarlierAnswers(AnswerCache cache, IOptions<AnswerCacheOptions> options, TimeProvider time, ILogger<EarlierAnswers> logger)
{
    private const int Piece = 256;

    /// <summary>Looks for an answer to the very same question, then for one to a question that means the same.</summary>
    /// <param name="oldest">How old it may be.</param>
    /// <returns>The events of the answer, to its ending; null when there is none. The turn then says what it was given.</returns>
    public async Task<IReadOnlyList<TurnEvent>?> FindAsync(
        Turn turn, AnswerPlace place, TimeSpan oldest, bool isLastResort, CancellationToken cancellationToken)
    {
        try
        {
            Note(turn, CacheSums.Exact, !isLastResort && options.Value.IsExactFor(turn));
            if (options.Value.IsExactFor(turn) && await cache.FindAsync(turn.Tenant, place.Key, oldest, cancellationToken) is { } exact
                && Give(turn, exact, CacheSums.Exact, isLastResort) is { } same)
            {
                return same;
            }

            Note(turn, CacheSums.Semantic, !isLastResort && options.Value.IsSemanticFor(turn) && place.Scope is not null);
            return options.Value.IsSemanticFor(turn) && place.Scope is { } scope
                && await cache.FindSimilarAsync(turn.Tenant, scope, turn.UserText, oldest, cancellationToken) is { } similar
                    ? Give(turn, similar, CacheSums.Semantic, isLastResort)
                    : null;
        }
        catch (StorageUnavailableException failure)
        {
            // What only saves a call must not cost the answer.
            logger.AnswerCacheFailed(turn.Id.Value, failure);
            return null;
        }
    }

    /// <summary>Gives what another who asked the same heard a moment ago.</summary>
    /// <returns>Null when that turn is gone, or the answer names a source that was not found this time.</returns>
    public async Task<IReadOnlyList<TurnEvent>?> HearAsync(Turn turn, KeptAnswer heard, CancellationToken cancellationToken)
    {
        try
        {
            return await cache.IsThereAsync(turn.Tenant, heard, cancellationToken) ? Give(turn, heard, CacheSums.Exact, isLastResort: false) : null;
        }
        catch (StorageUnavailableException failure)
        {
            logger.AnswerCacheFailed(turn.Id.Value, failure);
            return null;
        }
    }

    private static void Note(Turn turn, string kind, bool isLookedFor)
    {
        if (isLookedFor)
        {
            turn.Looked.Add(kind);
        }
    }

    private IReadOnlyList<TurnEvent>? Give(Turn turn, KeptAnswer answer, string kind, bool isLastResort)
    {
        if (Relabelled.Of(answer.Text, turn.Sources) is not { } text)
        {
            return null;
        }

        var age = Math.Max(0, (time.GetUtcNow() - answer.At).TotalSeconds);
        turn.Cache = new(kind, age, answer.Turn) { IsLastResort = isLastResort };
        turn.Saved = answer.Text.Usage;
        LogMetrics.AnswerReused(kind);
        return [.. Pieces(text).Select(piece => new Delta(piece)), new UsageReported(new(0, 0, 0, "0")), new Ending("stop", answer.Text.StopSequence)];
    }

    /// <summary>Keeps what a model said, and tells it those who wait for it.</summary>
    /// <param name="usage">What it took to write it, if that was told.</param>
    /// <param name="stopSequence">The text with which it ended, where it was one that ends answers.</param>
    public async Task KeepAsync(
        Turn turn, AnswerPlace place, string answer, Conversations.Usage? usage, string? stopSequence, SameQuestions.Asking? asking, CancellationToken cancellationToken)
    {
        var kept = new KeptAnswer(
            turn.Tenant.Id, place.Key, options.Value.IsSemanticFor(turn) ? place.Scope : null, turn.Id, turn.Subject, time.GetUtcNow(),
            new(turn.UserText, answer, Relabelled.Named(answer, turn.Sources), KeptUsage.Of(usage)) { StopSequence = stopSequence });
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
