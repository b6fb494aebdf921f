using Parley.Conversations;
using Parley.Knowledge;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>
/// Puts down what guards found in a turn, in the transaction that ends it: what is in the log as found is never missing where people look for it, and a
/// refused message is counted against its sender once.
/// </summary>
internal sealed class TurnFindings(Reviews reviews, AbuseGate abuse)
{
    // What the red team's own attacks set off says nothing of people, and stands in the run's report.
    private const string AttackDoor = "redteam";

    /// <param name="key">Of the turn's subject.</param>
    /// <returns>Work for the transaction that ends the turn; null when nothing was found.</returns>
    public async ValueTask<Func<TenantConnection, Task>?> PrepareAsync(Turn turn, DataKey key, CancellationToken cancellationToken)
    {
        if (turn.Draft.Findings.Count == 0 || turn.Options.Door == AttackDoor)
        {
            return null;
        }

        var put = await WritingAsync(CaseOf(turn), key, cancellationToken);
        var count = GuardInput.HasBlocked(turn) && IsOneSender(turn) ? await abuse.PrepareAsync(turn.Tenant, turn.Subject, cancellationToken) : null;
        return async connection =>
        {
            await (put?.Invoke(connection) ?? Task.CompletedTask);
            if (count is not null && await IsFirstRefusalAsync(connection, key, turn))
            {
                await count(connection);
            }
        };
    }

    // A message counts once, however often an answer to it is asked for. Whoever ends another of its turns holds the conversation until then.
    private static async Task<bool> IsFirstRefusalAsync(TenantConnection connection, DataKey key, Turn turn) =>
        (await RefusedAnswers.ToAsync(connection, key, turn.Conversation, [turn.UserMessage]))[turn.UserMessage].All(answer => answer == turn.AssistantMessage);

    // Behind a key that names no end user stand any number of people: what one of them sends is held against none of the others.
    private static bool IsOneSender(Turn turn) => turn.Options.Key is null || !turn.Options.AclTags.Contains("members");

    private async ValueTask<Func<TenantConnection, Task>?> WritingAsync(ReviewCase judged, DataKey key, CancellationToken cancellationToken)
    {
        var write = await reviews.PrepareAsync(judged, key, cancellationToken);
        DocumentId[] documents = [.. judged.Texts.Select(text => text.Document).OfType<DocumentId>().Distinct()];
        return write is null || documents.Length == 0 ? write : async connection =>
        {
            // What was deleted while the answer was written does not come back with the case.
            var gone = await DocumentPresence.GoneAsync(connection, documents);
            await write(connection);
            await Reviews.ForgetAsync(connection, gone);
        };
    }

    private static ReviewCase CaseOf(Turn turn) => new(
        turn.Tenant,
        turn.Subject.Value,
        Assistant: null,
        [.. TextsOf(turn)],
        [.. turn.Draft.Findings.Select(found => new ReviewFinding(found.Guard, found.Kind, found.Action, found.Source, found.Score, found.Label))])
    {
        Subject = turn.Subject,
        Conversation = turn.Conversation,
        Turn = turn.Id,
        Message = turn.AssistantMessage,
    };

    private static IEnumerable<ReviewText> TextsOf(Turn turn)
    {
        yield return new(turn.AnswersTool ? "tool" : "user", turn.UserText);
        var labels = turn.Draft.Findings.Select(found => found.Label).OfType<string>().ToHashSet();
        foreach (var source in turn.Sources.Concat(turn.LeftOutSources).Where(source => labels.Contains(source.Label)))
        {
            yield return new("document", source.Hit.Text) { Document = source.Hit.DocumentId };
        }

        if (turn.Draft.Text is { Length: > 0 } answer)
        {
            yield return new("output", answer);
        }
    }
}

/// <summary>Tells the sender's pages that a person has decided about a turn.</summary>
internal sealed class ReviewNews(TimeProvider time) : IReviewNews
{
    public Task DecidedAsync(TenantConnection connection, SubjectId subject, ConversationId conversation, TurnId turn) =>
        ConversationFeed.TurnChangedAsync(connection, subject, conversation, turn, time.GetUtcNow());
}
