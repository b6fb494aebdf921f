using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Parley.Conversations;
using Parley.Models;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>
/// Writes the prompt: the versioned prompt file, the conversation's own system message, what was said earlier, the window, and last the
/// sources with the message that is answered, so that everything before them stays the same from turn to turn.
/// </summary>
internal sealed class ComposePrompt(MessageStore messages, MessageGuard guard) : ITurnStep
{
    private const string File = "answer.v2";

    public static string Instructions { get; } = PromptFile.Load(File);

    /// <summary>The instructions with the word of a tenant, which no answer can hold but by repeating them.</summary>
    public static string InstructionsFor(TenantScope tenant) => $"{Instructions} Nor this mark of theirs: {LeakSet.CanaryFor(tenant.Id)}";

    public string Name => "compose";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        turn.EarlierAnswer = await RevisionPrompt.FindEarlierAsync(messages, guard, turn, cancellationToken);
        Compose(turn);
        return new StepResult(JsonSerializer.SerializeToUtf8Bytes(turn.PromptRecord), []);
    }

    public async Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        // The window and the sources are what they were, and so the prompt is.
        turn.EarlierAnswer = await RevisionPrompt.FindEarlierAsync(messages, guard, turn, cancellationToken);
        Compose(turn);
        return null;
    }

    private static void Compose(Turn turn)
    {
        var prompt = new List<ChatMessage>();
        var spans = new PromptSpans(text => turn.Deployment!.Tokens.Estimate(text));

        // A wire format's caller writes its own prompt; only sources that it asked for bring ours along.
        var bringsOwn = turn.Options.OwnRanges && turn.Sources.Count == 0;
        if (!bringsOwn)
        {
            prompt.Add(new(ChatRole.System, spans.Add("program", InstructionsFor(turn.Tenant))));
        }

        if (turn.System is { } system)
        {
            prompt.Add(new(ChatRole.System, spans.Add("operator", system.Content)));
        }

        // In the message of a user where there is one, because many models want user and assistant to take turns. The built-in model
        // takes what users wrote for questions, so there it stands apart.
        var earlier = spans.Add("summary", turn.Earlier);
        if (earlier.Length > 0 && (turn.Window is [{ Role: not "user" }, ..] || !turn.Deployment!.IsLanguageModel))
        {
            prompt.Add(new(turn.Deployment!.IsLanguageModel ? ChatRole.User : ChatRole.System, earlier.TrimEnd()));
            earlier = "";
        }

        for (var i = 0; i < turn.Window.Count; i++)
        {
            var message = turn.Window[i];
            var isAsked = i == turn.Window.Count - 1;
            var files = turn.Files.GetValueOrDefault(message.Id) ?? MessageFiles.None;
            var said = Said(turn, message, isAsked, bringsOwn);
            spans.Add(SpeakerOf(message), said);
            var content = spans.Add(GuardFound.File, files.Text) + said;
            prompt.Add(files.Show(ToChatMessage(
                message, (i == 0 ? earlier : "") + (isAsked ? spans.Add(GuardFound.Document, SourcesBlock.Write(turn.Sources)) : "") + content)));
        }

        turn.Prompt = prompt;
        turn.PromptRecord = new(
            (bringsOwn ? "caller" : File) + (turn.Earlier.Length > 0 ? $" {MemoryBlock.File}" : "") + RevisionPrompt.VersionOf(turn), Hash(prompt))
        {
            Spans = spans.ToRecord(),
        };
    }

    // A caller that writes its own prompt knows a tool's result by its role, and finds it as it was sent.
    private static string Said(Turn turn, Message message, bool isAsked, bool bringsOwn) =>
        message.Role == "tool" ? (bringsOwn && !turn.Suspicious.Contains(message.Id) ? message.Content : Frame.Result(message.Content, turn.Suspicious.Contains(message.Id)))
        : isAsked ? RevisionPrompt.Around(turn, turn.Redacted ?? message.Content)
        : message.Content;

    private static string SpeakerOf(Message message) => message.Role is "tool" or "user" ? message.Role : "assistant";

    private static ChatMessage ToChatMessage(Message message, string content) => message.Role switch
    {
        "assistant" when message is { ToolCalls: { Count: > 0 } calls } => new(
            ChatRole.Assistant,
            [
                .. ThoughtsOf(message),
                .. content.Length > 0 ? [new TextContent(content)] : Array.Empty<AIContent>(),
                .. calls.Select(call => new FunctionCallContent(
                    call.CallId, call.Name, call.Arguments.Deserialize<Dictionary<string, object?>>())),
            ])
        {
            AuthorName = message.Name,
        },
        "tool" => new(ChatRole.Tool, [new FunctionResultContent(message.CallId ?? "", content)]),
        "assistant" when message.Thinking.Count > 0 => new(ChatRole.Assistant, [.. ThoughtsOf(message), new TextContent(content)]) { AuthorName = message.Name },
        "assistant" or "agent" => new(ChatRole.Assistant, content) { AuthorName = message.Name },
        _ => new(ChatRole.User, content) { AuthorName = message.Name },
    };

    // A piece that was broken off is nothing that its model would know again.
    private static IEnumerable<AIContent> ThoughtsOf(Message message) => message.Thinking
        .Select(thought => thought.Redacted is { } hidden ? ThoughtBlock.Hidden(hidden) : thought.Signature is { } known ? ThoughtBlock.Signed(thought.Text, known) : null)
        .OfType<AIContent>();

    private static string Hash(List<ChatMessage> prompt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var message in prompt)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{message.Role.Value}\n{message.Text}\n{(message.AuthorName is { } name ? $"{name}\n" : "")}"));
            foreach (var image in message.Contents.OfType<DataContent>())
            {
                hash.AppendData(image.Data.Span);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
