using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Conversations;
using Parley.Models;
using Parley.Storage;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>Where a message is to hang: nothing said (under the leaf), at the root, or under a message.</summary>
public readonly record struct ParentChoice(bool IsGiven, MessageId? Id)
{
    public static ParentChoice Leaf => default;
}

/// <summary>A message to be added to a conversation.</summary>
public sealed record SentMessage(string Role, string Content, MessageDetails? Details = null)
{
    /// <summary>What it will be found by; null until <see cref="Send.Analysed"/>.</summary>
    internal byte[]? Terms { get; init; }

    /// <summary>What is attached to it.</summary>
    public IReadOnlyList<SentFile> Files { get; init; } = [];
}

/// <summary>What somebody wants answered, whichever door it came through.</summary>
public sealed record Send
{
    /// <summary>The route's template; part of what an idempotency key is unique in.</summary>
    public required string Route { get; init; }

    /// <summary>Null for a new conversation.</summary>
    public ConversationId? Conversation { get; init; }

    /// <summary>True when a new conversation is to be hidden, and erased after a while.</summary>
    public bool IsPassing { get; init; }

    /// <summary>True when its sender waits for the whole answer, and is not shown how it comes.</summary>
    public bool IsWhole { get; init; }

    public ParentChoice Parent { get; init; }

    public MessageId? RegenerateOf { get; init; }

    /// <summary>The question that gets another answer, also while one is being written.</summary>
    public MessageId? AnswerTo { get; init; }

    /// <summary>The messages to add, in order; the last is answered. Empty when an answer is made again.</summary>
    public IReadOnlyList<SentMessage> Messages { get; init; } = [];

    public required TurnOptions Options { get; init; }

    /// <summary>True when it goes on with a message that was counted before, as the results of its tools do.</summary>
    public bool GoesOn { get; init; }

    /// <summary>True when the same message was accepted and counted before, and its turn failed through no fault of its sender.</summary>
    public bool IsRepeat { get; init; }

    /// <summary>1 to 200 visible ASCII characters, or null.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>A first title for a conversation that has none.</summary>
    internal string Title => TitleText.From(Messages.LastOrDefault(message => message.Role == "user")?.Content);

    /// <summary>Tokens of what is sent, estimated; what stood in the conversation before is not among it.</summary>
    internal long Tokens => Messages.Sum(message => (long)TokenCounter.PerMessage + TokenEstimate.Of(message.Content)) + (Options.Tools ?? []).Sum(tool => (long)TokenEstimate.Of(JsonSerializer.Serialize(tool)));

    /// <summary>The same send with what its messages will be found by; nobody is to find what is not to be kept.</summary>
    internal Send Analysed(DataKey key) => this with
    {
        Messages = [.. Messages.Select(message => message with { Terms = IsPassing ? [] : MessageStore.TermsOf(key, message.Role, message.Content) })],
    };

    internal void Check(RunOptions limits)
    {
        if (IdempotencyKey is { } key && (key.Length is 0 or > 200 || key.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            throw new RefusedException(Refusal.Invalid(
                "client_message_id", "The idempotency key must have 1 to 200 visible ASCII characters, such as a UUID."));
        }

        if (RegenerateOf is null && AnswerTo is null && Messages.Count == 0)
        {
            throw new RefusedException(Refusal.Invalid(
                "message", "There is no message. Give message, or regenerate_of with the id of an answer, or answer_to with that of a question."));
        }

        if (Messages.Count > 0 && string.IsNullOrWhiteSpace(Messages[^1].Content) && Messages[^1].Role == "user" && Messages[^1].Files.Count == 0)
        {
            throw new RefusedException(Refusal.Invalid("message", "The message is empty. Write at least one visible character."));
        }

        if (Messages.Any(message => message.Content.Length > limits.LongestMessage))
        {
            throw new RefusedException(Refusal.Invalid(
                "message", $"The message is longer than {limits.LongestMessage:N0} characters. Shorten it, or upload the text as a document."));
        }
    }

    /// <summary>The same for two sends of a subject that ask the same, to whoever has the subject's key; others cannot try out texts on it.</summary>
    internal string Hash(DataKey key) => Convert.ToHexStringLower(HMACSHA256.HashData(key.Derive("sends"), Encoding.ASCII.GetBytes(Hash())));

    /// <summary>The same for two sends that ask the same. Not to be stored: a short text could be found out by trying.</summary>
    internal string Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"{Conversation?.Value}\n{IsPassing}\n{Parent.IsGiven}\n{Parent.Id?.Value}\n{RegenerateOf?.Value}");
        if (AnswerTo is { } question)
        {
            Add($"answer_to\n{question.Value}");
        }

        foreach (var message in Messages)
        {
            Add($"{message.Role}\n{message.Details?.CallId}\n{message.Content}");
            foreach (var file in message.Files)
            {
                Add($"file\n{file.Identity}{(file.Detail is { } detail ? $"\n{detail}" : "")}");
            }

            if (message.Details?.Name is { } name)
            {
                Add($"name\n{name}");
            }

            foreach (var thought in message.Details?.Thinking ?? [])
            {
                Add($"thought\n{thought.Signature}\n{thought.Redacted}\n{thought.Text}");
            }
        }

        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(Options with { AclTags = [], Key = null, Cache = null }, TurnJson.Default.TurnOptions));
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        // Each part with its length, so that no two bodies run together to the same bytes.
        void Add(string part)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }
}
