using Parley.Conversations;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>A stretch of an earlier message that stays in the prompt, in UTF-16 code units; the end is exclusive.</summary>
/// <param name="Reason"><c>pinned</c>, <c>decision</c> or <c>open_question</c>.</param>
internal sealed record KeptMessage(Message Message, string Reason, int Start, int End)
{
    public string Text => Message.Content[Math.Min(Start, Message.Content.Length)..Math.Min(End, Message.Content.Length)];

    public bool IsCut => Start > 0 || End < Message.Content.Length;
}

/// <summary>Where a kept message is, so that it can be read again.</summary>
internal sealed record KeptPlace(MessageId MessageId, string Reason, int Start, int End);

/// <summary>Chooses which earlier messages stay, within their share of the prompt: the newest pins first, then what matters most.</summary>
internal static class KeptMessages
{
    /// <summary>Pins of one branch that are looked at.</summary>
    public const int MostPins = 32;

    /// <summary>What the line before a kept message costs.</summary>
    private const int PerLine = 24;
    private const int LeastTokens = 16;

    /// <param name="pinned">Pinned messages that are not in the window.</param>
    /// <param name="spans">Decisions and open questions.</param>
    /// <param name="said">The messages that these stand in.</param>
    /// <param name="room">Tokens.</param>
    /// <returns>Oldest first.</returns>
    public static IReadOnlyList<KeptMessage> Choose(
        IReadOnlyList<Message> pinned, IReadOnlyList<KeptSpan> spans, IReadOnlyList<Message> said, long room)
    {
        var chosen = new List<KeptMessage>();
        foreach (var message in pinned.DistinctBy(message => message.Id).OrderByDescending(message => message.CreatedAt).ThenByDescending(message => message.Id.Value))
        {
            if (message.Content.Length == 0 || room < PerLine + LeastTokens)
            {
                continue;
            }

            var end = Fit(message.Content, room - PerLine);
            chosen.Add(new(message, "pinned", 0, end));
            room -= PerLine + TokenEstimate.Of(message.Content.AsSpan(0, end));
        }

        var messages = said.ToDictionary(message => message.Id);
        foreach (var span in spans.OrderByDescending(span => span.Score))
        {
            if (!messages.TryGetValue(span.Message, out var message) || span.End > message.Content.Length
                || chosen.Any(kept => kept.Message.Id == message.Id && kept.Start <= span.Start && span.End <= kept.End))
            {
                continue;
            }

            var cost = PerLine + TokenEstimate.Of(message.Content.AsSpan(span.Start, span.End - span.Start));
            if (cost <= room)
            {
                chosen.Add(new(message, span.Reason, span.Start, span.End));
                room -= cost;
            }
        }

        return [.. chosen.OrderBy(kept => kept.Message.CreatedAt).ThenBy(kept => kept.Message.Id.Value, StringComparer.Ordinal).ThenBy(kept => kept.Start)];
    }

    /// <returns>Where to end a text so that it has no more tokens than these.</returns>
    internal static int Fit(string text, long tokens)
    {
        if (TokenEstimate.Of(text) <= tokens)
        {
            return text.Length;
        }

        // The estimate grows with the text, so the place is between these two.
        var (fits, tooLong) = (0, text.Length);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) = TokenEstimate.Of(text.AsSpan(0, middle)) <= tokens ? (middle, tooLong) : (fits, middle);
        }

        return Shortening.WordBefore(text, fits);
    }
}
