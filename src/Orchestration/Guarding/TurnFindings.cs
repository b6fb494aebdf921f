using Parley.Conversations;
using Parley.Knowledge;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Orchestration;

/// <summary>Puts down what guards found in a turn, in the transaction that ends it: what is in the log as found is never missing where people look for it.</summary>
internal sealed class TurnFindings(Reviews reviews)
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

        var judged = CaseOf(turn);
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
        foreach (var source in turn.Sources.Where(source => labels.Contains(source.Label)))
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
