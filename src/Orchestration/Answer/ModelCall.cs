using Microsoft.Extensions.AI;
using Parley.Accounts;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>One answer of a model, whatever number of attempts it takes: streams its text, and keeps what else it said.</summary>
internal sealed class ModelCall(Turn turn, IChatClient client)
{
    private readonly CallContext _context = new()
    {
        Tenant = turn.Tenant,
        Subject = turn.Subject,
        Key = turn.Options.Key,
        Groups = Payer.Of(turn.Subject, turn.Options.Key, turn.Options.AclTags).Groups ?? [],
        Turn = turn.Id,
        Arm = turn.IsResort ? null : turn.Arm,
        Purpose = turn.Options.Door is "batch" or "redteam" ? turn.Options.Door : "chat",
        SettlesWithNext = true,
    };

    /// <summary>Why no deployment answered, or null.</summary>
    public ProviderException? Failure { get; private set; }

    public List<FunctionCallContent> Calls { get; } = [];

    /// <summary><c>stop length tool refused</c>.</summary>
    public string FinishReason { get; private set; } = "stop";

    /// <summary>Which of the texts that end the answer ended it, where its provider says so.</summary>
    public string? StopSequence { get; private set; }

    /// <summary>The deployment that was asked last; null when none was.</summary>
    public Deployment? AskedLast => _context.Attempts is [.., var last] ? last.Deployment : null;

    /// <summary>The deployment that wrote the answer, the end of it where several did; null when none did.</summary>
    public Deployment? AnsweredBy => _context.Attempts.LastOrDefault(attempt => attempt.Wrote || attempt.Outcome == "completed")?.Deployment;

    /// <summary>What the ledger was told; nothing before the end of the call.</summary>
    public Conversations.Usage Usage => _context.Receipt is { } receipt
        ? new(receipt.InputTokens, receipt.OutputTokens, receipt.CachedTokens, receipt.Cost.ToString())
        : new(0, 0, 0, "0");

    /// <summary>What all attempts cost.</summary>
    public Money Cost => _context.Receipt?.Cost ?? new(0);

    /// <summary>Knobs that the model turned out to refuse.</summary>
    public IReadOnlyCollection<string> LeftOut => _context.Receipt?.LeftOut ?? [];

    /// <summary>The most tokens that a budget left for the answer; null when it was not in the way.</summary>
    public int? ShortenedTo => _context.ShortenedTo;

    /// <summary>Asks. What comes is for <see cref="Hear"/>; a failure, for <see cref="Broke"/>.</summary>
    /// <param name="shown">The text to continue from, or empty.</param>
    /// <param name="room">The most tokens that may come; null leaves it to the model.</param>
    public IAsyncEnumerator<ChatResponseUpdate> Begin(string shown, int? room, CancellationToken cancellationToken)
    {
        IEnumerable<ChatMessage> prompt = shown.Length > 0 ? [.. turn.Prompt, new(ChatRole.Assistant, shown)] : turn.Prompt;
        return client.GetStreamingResponseAsync(prompt, Options(room), cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>Keeps what an update says beside its text.</summary>
    /// <returns>The text, where that is all it has; null where <see cref="Told"/> says what is to be told.</returns>
    public string? Hear(ChatResponseUpdate update)
    {
        Note(update);
        return update.Contents is [TextContent { Text.Length: > 0 } only] ? only.Text : null;
    }

    public void Broke(ProviderException failure) => Failure = failure;

    /// <summary>What of an update is told; <see cref="Retract"/> where the answer begins anew.</summary>
    public IEnumerable<TurnEvent> Told(ChatResponseUpdate update)
    {
        if (update.Contents is [RestartContent])
        {
            yield return new Retract(0, "restarted");
            yield break;
        }

        if (update.Contents is [QueuedContent queued])
        {
            yield return new QueuePosition(queued.Position, queued.Wait?.TotalSeconds);
            yield break;
        }

        // What nobody asked for is not told: most models think, and few are asked to show it.
        if (turn.Options.Asks?.Thinking is not null)
        {
            foreach (var content in update.Contents)
            {
                if (content is TextReasoningContent { Text.Length: > 0 } thought)
                {
                    yield return new ThinkingTold(thought.Text);
                }
                else if (content is ThoughtEndContent ended)
                {
                    yield return new ThinkingEnded(ended.Signature, ended.Redacted);
                }
            }
        }

        if (update.Text is { Length: > 0 } text)
        {
            yield return new Delta(text);
        }

        if (turn.Options.Asks?.Logprobs is not null)
        {
            foreach (var likely in update.Contents.OfType<LogprobsContent>())
            {
                yield return new LogprobsTold(likely.Tokens);
            }
        }
    }

    /// <summary>What became of each attempt.</summary>
    public IEnumerable<ModelAttempt> Records() => _context.Attempts.Select(attempt => new ModelAttempt(
        attempt.Deployment.Name, attempt.Outcome == "completed" ? "ok" : attempt.Outcome, attempt.FirstToken?.TotalMilliseconds, attempt.Took.TotalMilliseconds,
        attempt.Receipt.InputTokens, attempt.Receipt.OutputTokens, attempt.Receipt.Cost.ToString())
    {
        Hedge = attempt.IsHedge,
    });

    private void Note(ChatResponseUpdate update)
    {
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case FunctionCallContent call:
                    Calls.Add(call);
                    break;
                case StoppedContent stopped when turn.Options.Stop?.Contains(stopped.Sequence) == true:
                    StopSequence = stopped.Sequence;
                    break;
            }
        }

        if (update.FinishReason is { } reason)
        {
            FinishReason = reason == ChatFinishReason.Length ? "length"
                : reason == ChatFinishReason.ContentFilter ? "refused"
                : reason == ChatFinishReason.ToolCalls ? "tool"
                : "stop";
        }
    }

    private ChatOptions Options(int? room)
    {
        var asked = turn.Options;
        var knobs = turn.Knobs!.Knobs;
        var options = new ChatOptions
        {
            Temperature = (float?)knobs.Temperature,
            TopP = (float?)knobs.TopP,
            FrequencyPenalty = (float?)knobs.FrequencyPenalty,
            PresencePenalty = (float?)asked.PresencePenalty,
            MaxOutputTokens = room,
            Seed = asked.Seed,
            TopK = asked.Asks?.TopK,
            StopSequences = asked.Stop is null ? null : [.. asked.Stop],
            Tools = asked.Tools is null ? null : [.. asked.Tools.Select(tool => tool.ToAITool())],
            ToolMode = asked.ToolChoice switch
            {
                null => null,
                "auto" => ChatToolMode.Auto,
                "none" => ChatToolMode.None,
                "required" => ChatToolMode.RequireAny,
                var name => ChatToolMode.RequireSpecific(name),
            },
            ResponseFormat = asked.Format switch
            {
                "json" => ChatResponseFormat.Json,
                "json_schema" when asked.Schema is { } schema => ChatResponseFormat.ForJsonSchema(schema, asked.SchemaName, asked.SchemaDescription),
                _ => null,
            },
        };
        return options
            .With(_context)
            .With(asked.Asks)
            .AsLastResort(turn.StandsIn)
            .WithPieces(RevisionPrompt.Pieces(turn))
            .WithNearest(Retrieve.PlacesOf(turn.Nearest))
            .WithPassages(
                [.. turn.Sources.Select(source => new Passage(
                    source.Label, source.Hit.Title, source.Hit.Heading, source.Hit.Text, source.Hit.Score))],
                turn.UserText);
    }
}
