using System.Text.Json;
using Parley.Knowledge;
using Parley.Ranking;

namespace Parley.Orchestration;

/// <summary>Looks for passages that answer the message, of those that the caller may see, and labels them.</summary>
internal sealed class Retrieve(KnowledgeSearch search) : ITurnStep
{
    /// <summary>What an assistant bound to its sources says when they hold no answer.</summary>
    private const string DoesNotKnow =
        "I do not know. The documents that I can see do not answer this, and I was asked to answer from them only.";

    private const int MostOfAttachments = 6;
    private const int MostSaidBefore = 8;
    private const string WidestLabel = "S100";

    /// <summary>The step's name.</summary>
    public const string Step = "retrieve";

    public string Name => Step;

    /// <returns>How the search went of which this is the kept outcome; null where nothing was looked for.</returns>
    public static SearchExplanation? ExplanationOf(byte[] outcome) => JsonSerializer.Deserialize<Outcome>(outcome)!.Explanation;

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        // What came with the conversation is searched along; where nothing else is to be, only for what stands in the window.
        if (turn.Options.Retrieval is null && !turn.Attachments.Any(attached => attached.Way is AttachmentWay.Knowledge or AttachmentWay.Prompt))
        {
            return new(Write(new([], null)), []);
        }

        var result = await search.SearchAsync(
            turn.Tenant,
            turn.Options.AclTags,
            new SearchRequest
            {
                Query = turn.UserText,
                Namespaces = turn.Options.Retrieval is { } options ? options.Namespaces : [],
                Attached = new(turn.Subject, turn.Conversation),
                TopK = turn.Options.Retrieval?.TopK ?? MostOfAttachments,
                History = [.. turn.Window.Where(message => message.Id != turn.UserMessage && message.Role is "user" or "assistant")
                    .TakeLast(MostSaidBefore).Select(message => new SaidBefore(message.Role == "user", message.Content))],
            },
            cancellationToken);
        if (result.Explanation is { NeedsDocuments: false })
        {
            // A greeting needs no document, and none was looked for.
            return new(Write(new([], null)), []);
        }

        var outcome = await FittingAsync(turn, result, cancellationToken);
        Settle(turn, outcome);
        var events = turn.Draft.IsRetrieved || turn.Sources.Count == 0 ? (IReadOnlyList<TurnEvent>)[] : [Told(turn)];
        var ending = EndingOf(turn);
        return new(
            Write(outcome),
            ending is null || turn.Draft.Length > 0 ? events : [.. events, new Delta(DoesNotKnow)],
            ending);
    }

    public Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        Settle(turn, outcome.Deserialize<Outcome>()!);
        return Task.FromResult(EndingOf(turn));
    }

    /// <summary>The best passages, each with what stands around it, as far as there is room. One that quotes alone, without language, is given what was found.</summary>
    private async Task<Outcome> FittingAsync(Turn turn, SearchResult result, CancellationToken cancellationToken)
    {
        if (!turn.Deployment!.IsLanguageModel)
        {
            return new(result.Hits, new(result.Answerable, result.AnswerableScore)) { Explanation = result.Explanation };
        }

        var read = await search.ReadAsync(
            turn.Tenant, [.. turn.Options.AclTags, new AttachedNamespace(turn.Subject, turn.Conversation).Tag], result.Hits, PromptBudget.Left(turn) - SourcesBlock.Frame,
            hit => turn.Deployment.Tokens.Estimate(SourcesBlock.Write(new Source(WidestLabel, hit))), cancellationToken);
        return new(read, new(result.Answerable && read.Count > 0, result.AnswerableScore)) { Explanation = result.Explanation };
    }

    /// <summary>An assistant bound to its sources goes no further without them.</summary>
    private static Ending? EndingOf(Turn turn) =>
        turn.Options.Retrieval?.Grounding == "required" && turn.Retrieval?.Answerable == false ? new Ending("stop") : null;

    private static void Settle(Turn turn, Outcome outcome)
    {
        if (outcome.Found is not { } found)
        {
            return;
        }

        // Below the floor a passage would only mislead: the answer then goes without sources, or says that it does not know.
        turn.Sources = found.Answerable ? [.. outcome.Hits.Select((hit, i) => new Source($"S{i + 1}", hit))] : [];
        turn.Retrieval = new(
            found.Answerable,
            found.Score,
            [.. outcome.Hits.Select((hit, i) => new ChunkRecord($"S{i + 1}", hit.Namespace, hit.ChunkId, hit.DocumentId, hit.Score))]);
    }

    private static Retrieved Told(Turn turn) => new(
        turn.UserText,
        [.. turn.Sources.Select(source => new RetrievedSource(
            source.Label, source.Hit.Namespace, source.Hit.ChunkId, source.Hit.DocumentId, source.Hit.Title, source.Hit.Heading, source.Hit.Score))]);

    private static byte[] Write(Outcome outcome) => JsonSerializer.SerializeToUtf8Bytes(outcome);

    private sealed record Outcome(IReadOnlyList<SearchHit> Hits, Floor? Found)
    {
        public SearchExplanation? Explanation { get; init; }
    }

    private sealed record Floor(bool Answerable, double Score);
}
