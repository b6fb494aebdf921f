using System.Text.Json;
using Parley.Conversations;
using Parley.Moderation;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>What was found in one piece of a prompt, and what is done about it.</summary>
internal sealed record MarkedText(MaterialMark Mark, IReadOnlyList<Finding> Findings, string Text);

/// <summary>Looks at messages that are to go into a prompt, whichever prompt it is: each text of them that came from outside.</summary>
internal sealed class MessageGuard(PromptGuards guards)
{
    /// <param name="isNew">Whether it came with this send: then a provider is shown what it says too, where the policy asks for it.</param>
    /// <param name="withContent">False for the message that is answered, which another guard has looked at.</param>
    public async Task<IReadOnlyList<MarkedText>> LookAsync(TenantScope tenant, Message message, bool isNew, bool withContent, CancellationToken cancellationToken)
    {
        var marked = new List<MarkedText>();
        if (!MessageParts.IsFromOutside(message))
        {
            return marked;
        }

        var source = MessageParts.SourceOf(message);
        var label = message.CallId ?? message.Id.Value;
        foreach (var part in MessageParts.Of(message, withContent))
        {
            var asks = isNew && part.Place == message.Id.Value;
            if (await LookAsync(tenant, source, part.Place, label, part.Text, asks, cancellationToken) is { } found)
            {
                marked.Add(await WithArgumentsAsync(tenant, message, found, cancellationToken));
            }
        }

        return marked;
    }

    /// <summary>The same for a text that stands for messages, such as a summary.</summary>
    /// <returns>Null where nothing is done about it.</returns>
    public async Task<MarkedText?> LookAsync(
        TenantScope tenant, string source, string place, string label, string text, bool isNew, CancellationToken cancellationToken)
    {
        var readAs = source == GuardFound.User ? ModerationSource.User : ModerationSource.Document;
        var looked = isNew ? await guards.LookAsync(tenant, null, text, readAs, cancellationToken) : await guards.LookAgainAsync(tenant, null, text, readAs, cancellationToken);

        // What a person said was looked at when it came: what a person is to look at was told then.
        IReadOnlyList<Finding> findings = source == GuardFound.User && !isNew ? [.. looked.Findings.Where(finding => finding.Action != GuardAction.Review)] : looked.Findings;
        return findings.Count == 0 ? null
            : new(new(source, place, label, findings.Max(finding => finding.Action) >= GuardAction.Handoff, looked.Redacted), findings, text);
    }

    /// <summary>A message as any model may read it; null where it may read nothing of what it says.</summary>
    public async Task<Message?> ShowAsync(TenantScope tenant, Message message, CancellationToken cancellationToken)
    {
        var marks = (await LookAsync(tenant, message, isNew: false, withContent: true, cancellationToken)).ToDictionary(found => found.Mark.Place, found => found.Mark);
        return marks.GetValueOrDefault(message.Id.Value) is { IsWithheld: true } ? null : MessageParts.Show(message, marks);
    }

    /// <summary>A text of ours without what the policy takes out.</summary>
    /// <returns>Null where the policy forbids it.</returns>
    public async Task<string?> RedactAsync(TenantScope tenant, string text, CancellationToken cancellationToken)
    {
        var looked = await guards.LookAgainAsync(tenant, null, text, ModerationSource.User, cancellationToken);
        return looked.Action >= GuardAction.Handoff ? null : looked.Redacted ?? text;
    }

    // What is to be taken out of arguments is taken out of each text of them, so that they stay what they are; what spans several is left out with all.
    private async Task<MarkedText> WithArgumentsAsync(TenantScope tenant, Message message, MarkedText found, CancellationToken cancellationToken)
    {
        var calls = message.ToolCalls ?? [];
        var call = Enumerable.Range(0, calls.Count).FirstOrDefault(i => MessageParts.CallOf(message, i) == found.Mark.Place, -1);
        if (call < 0 || found.Mark.IsWithheld || found.Mark.Text is null)
        {
            return found;
        }

        var (texts, changed) = (new HashSet<string>(), new Dictionary<string, string>());
        JsonTexts.Map(calls[call].Arguments, text =>
        {
            texts.Add(text);
            return text;
        });
        foreach (var text in texts)
        {
            if ((await guards.LookAgainAsync(tenant, null, text, ModerationSource.User, cancellationToken)).Redacted is { } redacted)
            {
                changed[text] = redacted;
            }
        }

        var shown = JsonTexts.Map(calls[call].Arguments, text => changed.GetValueOrDefault(text, text));
        var isSpread = (await guards.LookAgainAsync(tenant, null, MessageParts.TextsOf(shown), ModerationSource.User, cancellationToken)).Redacted is not null;
        return found with { Mark = changed.Count == 0 || isSpread ? found.Mark with { IsWithheld = true } : found.Mark with { Text = JsonSerializer.Serialize(shown) } };
    }
}
