using Parley.Conversations;
using Parley.Models;

namespace Parley.Orchestration;

/// <summary>A walk from the message that is answered towards the root: gathers what may enter the window, newest first.</summary>
/// <param name="reach">Tokens at which the window is full.</param>
/// <param name="attached">The most that a message's files will take.</param>
internal sealed class WindowWalk(MessageId from, TokenCounter tokens, long reach, Func<Message, long> attached)
{
    private long _used;
    private MessageId? _refused;

    public MessageId From => from;

    /// <summary>Messages that the walk met.</summary>
    public int Seen { get; private set; }

    /// <summary>Newest first.</summary>
    public List<Message> Window { get; } = [];

    /// <summary>The newest system message speaks: whoever sends another in mid-conversation means to replace it.</summary>
    public Message? System { get; private set; }

    public Summary? Summary { get; set; }

    /// <summary>Messages between the window and the summary or the root, as far as they were counted.</summary>
    public int Passed { get; private set; }

    public IReadOnlyList<MessageId> PinsPassed { get; private set; } = [];

    public MessageId? SummaryEnd { get; private set; }

    /// <summary>Whether a message says anything to a model; an answer that failed before its first word does not.</summary>
    public static bool Speaks(Message message) =>
        message.Role != "system" && (message.Role != "assistant" || message.Content.Length > 0 || message.ToolCalls is not null);

    /// <summary>The messages that say anything to a model, without those that a guard refused, and their answers.</summary>
    public static IEnumerable<Message> Spoken(IReadOnlyCollection<Message> messages)
    {
        var refused = messages.Where(message => message.IsRefused).Select(message => message.ParentId).ToHashSet();
        return messages.Where(message => Speaks(message) && !message.IsRefused && !refused.Contains(message.Id));
    }

    /// <returns>False when the window is full.</returns>
    public bool Take(Message message)
    {
        Seen++;
        if (message.Role == "system")
        {
            System ??= message;
        }

        // The question above an answer that a guard refused is no more for a model than it was then.
        var isRefused = message.IsRefused || message.Id == _refused;
        _refused = message.IsRefused ? message.ParentId : null;
        if (isRefused || !Speaks(message))
        {
            return true;
        }

        var count = PromptBudget.Of(message, tokens.Estimate(message.Content)) + attached(message);
        if (Window.Count > 0 && _used + count > reach)
        {
            return false;
        }

        Window.Add(message);
        _used += count;
        return true;
    }

    public void Pass(BranchAbove above) => (Passed, PinsPassed, SummaryEnd) = (above.Messages, above.Pinned, above.SummaryEnd);
}
