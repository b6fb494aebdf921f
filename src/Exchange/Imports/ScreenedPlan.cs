using Parley.Conversations;
using Parley.Safety;
using Parley.Storage;

namespace Parley.Exchange;

/// <summary>Takes out of a planned conversation the personal data that the tenant's policy names, as if it had been sent here.</summary>
internal static class ScreenedPlan
{
    // What was a placeholder elsewhere is none here: nothing was minted for it.
    private const bool IsTyped = true;
    private const string Field = "messages";

    /// <returns>The plan as it may be written, and what has to be written with it.</returns>
    /// <exception cref="BrokenConversationException">The policy refuses what stands in it.</exception>
    public static (ImportPlan Plan, IReadOnlyList<Statement> Minted) Of(
        ImportPlan plan, PersonalDataScreen screen, Func<IReadOnlyCollection<ScreenedText>, Minting> mint)
    {
        try
        {
            var found = new Dictionary<string, ScreenedText?>(StringComparer.Ordinal);
            foreach (var (_, message) in plan.Messages)
            {
                Look(message.Text);
                foreach (var call in message.Details?.ToolCalls ?? [])
                {
                    JsonTexts.Map(call.Arguments, Look);
                }
            }

            var minting = mint([.. found.Values.OfType<ScreenedText>()]);
            return (
                plan with
                {
                    Title = screen.Mask("title", plan.Title),
                    Messages = [.. plan.Messages.Select(one => one with { Message = Replaced(one.Message, screen, found, minting) })],
                },
                minting.Statements);

            string Look(string text)
            {
                if (!found.ContainsKey(text))
                {
                    found[text] = screen.Look(Field, text, IsTyped);
                }

                return text;
            }
        }
        catch (RefusedException refused)
        {
            throw new BrokenConversationException(refused.Message);
        }
    }

    private static SourceMessage Replaced(SourceMessage message, PersonalDataScreen screen, Dictionary<string, ScreenedText?> found, Minting minting)
    {
        var text = found[message.Text] is { } screened ? minting.Rewrite(screened) : null;
        return message with
        {
            Text = text?.Text ?? message.Text,
            Details = message.Details is not { } details ? null : details with
            {
                Citations = details.Citations?.Select(citation => Moved(citation) with { Quote = screen.Mask(Field, citation.Quote) }).ToList(),
                Unsupported = text is null ? details.Unsupported : details.Unsupported?.Select(Span).ToList(),
                ToolCalls = details.ToolCalls?.Select(call => call with { Arguments = JsonTexts.Map(call.Arguments, Replace) }).ToList(),
            },
        };

        string Replace(string argument) => found[argument] is { } one ? minting.Replace(one) : argument;

        Citation Moved(Citation citation)
        {
            var (start, end) = text?.Offsets.Map(citation.MessageStart, citation.MessageEnd) ?? (citation.MessageStart, citation.MessageEnd);
            return citation with { MessageStart = start, MessageEnd = end };
        }

        TextSpan Span(TextSpan span)
        {
            var (start, end) = text!.Offsets.Map(span.MessageStart, span.MessageEnd);
            return new(start, end);
        }
    }
}
