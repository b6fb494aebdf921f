using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Accounts;
using Parley.Conversations;
using Parley.Knowledge;
using Parley.Models;
using Parley.Ranking;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>Looks for passages that answer the message, of those that the caller may see, and labels them.</summary>
internal sealed class Retrieve(KnowledgeSearch search, TextGuards guards) : ITurnStep
{
    private const int MostNearest = 3;
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
                Mode = turn.Options.Retrieval?.Hybrid switch
                {
                    true => SearchMode.Hybrid,
                    false => SearchMode.Lexical,
                    null => SearchMode.Auto,
                },
                On = new()
                {
                    Tenant = turn.Tenant,
                    Subject = turn.Subject,
                    Key = turn.Options.Key,
                    Groups = Payer.Of(turn.Subject, turn.Options.Key, turn.Options.AclTags).Groups ?? [],
                    Turn = turn.Id,
                    Purpose = "search",
                },
                History = [.. turn.Window.Where(message => message.Id != turn.UserMessage && message.Role is "user" or "assistant")
                    .TakeLast(MostSaidBefore).Select(message => new SaidBefore(message.Role == "user", message.Content))],
            },
            cancellationToken);
        if (result.Explanation is { NeedsDocuments: false })
        {
            // A greeting needs no document, and none was looked for: that is told when it is asked why.
            var none = new Outcome([], null) { Explanation = result.Explanation };
            await SettleAsync(turn, none, cancellationToken);
            return new(Write(none), []);
        }

        var outcome = await FittingAsync(turn, result, cancellationToken);
        await SettleAsync(turn, outcome, cancellationToken);
        var events = turn.Draft.IsRetrieved || (turn.Sources.Count == 0 && !turn.IsWithoutSources) ? (IReadOnlyList<TurnEvent>)[] : [Told(turn)];
        var ending = EndingOf(turn);
        return new(
            Write(outcome),
            ending is null || turn.Draft.Length > 0 ? events : [.. events, new Delta(NotKnown.Bound(turn.UserText, PlacesOf(turn.Nearest)))],
            ending);
    }

    public async Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        await SettleAsync(turn, outcome.Deserialize<Outcome>()!, cancellationToken);
        return EndingOf(turn);
    }

    /// <summary>The best passages, each with what stands around it, as far as there is room. One that quotes alone, without language, is given what was found.</summary>
    private async Task<Outcome> FittingAsync(Turn turn, SearchResult result, CancellationToken cancellationToken)
    {
        if (!turn.Deployment!.IsLanguageModel)
        {
            return new(result.Hits, new(result.Answerable, result.AnswerableScore)) { Explanation = result.Explanation };
        }

        var read = await search.ReadAsync(
            turn.Tenant, [.. turn.Options.AclTags, new AttachedNamespace(turn.Subject, turn.Conversation).Tag], result.Hits, PromptBudget.Left(turn) - SourcesBlock.Around,
            hit => turn.Deployment.Tokens.Estimate(SourcesBlock.Write(new Source(WidestLabel, hit))), cancellationToken);
        return new(read, new(result.Answerable && read.Count > 0, result.AnswerableScore)) { Explanation = result.Explanation };
    }

    /// <summary>Where passages stand, as people are told it: the document, and the heading in it.</summary>
    public static IReadOnlyList<string> PlacesOf(IReadOnlyList<NearPassage> passages) =>
        [.. passages.Select(near => string.Join(" › ", new[] { near.Title, near.Heading }.Where(part => !string.IsNullOrWhiteSpace(part)).Distinct()))];

    /// <summary>An assistant bound to its sources goes no further without them.</summary>
    private static Ending? EndingOf(Turn turn) =>
        turn.Options.Retrieval?.Grounding == "required" && turn.Retrieval is { Answerable: false, NotNeeded: false } ? new Ending("stop") : null;

    // What is near is named to the reader as it is, in words of ours and beside the answer.
    private async Task SettleAsync(Turn turn, Outcome outcome, CancellationToken cancellationToken)
    {
        Settle(turn, outcome);
        if (turn.Nearest.Count > 0)
        {
            var guard = await guards.ForAnswerAsync(turn.Tenant, null, cancellationToken);
            turn.Nearest = [.. turn.Nearest.Select(near => near with { Title = guard.ShowOr(near.Title), Heading = guard.ShowOr(near.Heading) })];
        }
    }

    private static void Settle(Turn turn, Outcome outcome)
    {
        if (outcome.Found is not { } found)
        {
            turn.Retrieval = outcome.Explanation is null ? null : new(false, 0, []) { NotNeeded = true };
            return;
        }

        // Below the floor a passage would only mislead: the answer then goes without sources, or says that it does not know.
        turn.Sources = found.Answerable ? [.. outcome.Hits.Select((hit, i) => new Source($"S{i + 1}", hit))] : [];
        turn.Nearest = found.Answerable ? [] :
        [
            .. outcome.Hits.DistinctBy(hit => (hit.DocumentId, hit.Heading)).Take(MostNearest).Select(hit => new NearPassage(
                hit.Namespace, hit.DocumentId, hit.ChunkId, hit.Title, hit.Heading, hit.Page, hit.Start, hit.End)),
        ];
        // Where there is nothing to look through, nobody expects sources, unless they named where they are.
        turn.IsWithoutSources = turn.Sources.Count == 0
            && (turn.Nearest.Count > 0
                || (turn.Options.Retrieval is { } asked && (outcome.Explanation is { Legs.Count: > 0 } || asked.Namespaces is { Count: > 0 })));
        turn.Retrieval = new(
            found.Answerable,
            found.Score,
            [.. outcome.Hits.Select((hit, i) => new ChunkRecord($"S{i + 1}", hit.Namespace, hit.ChunkId, hit.DocumentId, hit.Score))])
        {
            Passages = [.. turn.Sources.Select(source => new PassageRecord(
                source.Label, source.Hit.Namespace, source.Hit.DocumentId, source.Hit.ChunkId, source.Hit.Page, source.Hit.Start, source.Hit.End,
                turn.Deployment!.Tokens.Estimate(SourcesBlock.Write(source))))],
        };
    }

    private static Retrieved Told(Turn turn) => new(
        turn.UserText,
        [.. turn.Sources.Select(source => new RetrievedSource(
            source.Label, source.Hit.Namespace, source.Hit.ChunkId, source.Hit.DocumentId, source.Hit.Title, source.Hit.Heading, source.Hit.Score))])
    {
        Nearest = turn.Nearest,
    };

    private static byte[] Write(Outcome outcome) => JsonSerializer.SerializeToUtf8Bytes(outcome);

    private sealed record Outcome(IReadOnlyList<SearchHit> Hits, Floor? Found)
    {
        [JsonConverter(typeof(PackedJson<SearchExplanation>))]
        public SearchExplanation? Explanation { get; init; }
    }

    private sealed record Floor(bool Answerable, double Score);
}
