using Parley.Moderation;

namespace Parley.Safety;

/// <summary>What the policy says of one text that is to go into a prompt.</summary>
/// <param name="Action">The strictest that it wants done.</param>
/// <param name="Findings">What it acts on, one for each guard and kind, the strictest first; at most 8.</param>
/// <param name="Redacted">The text without what is to be taken out of it; null where nothing is.</param>
public sealed record ScannedText(GuardAction Action, IReadOnlyList<Finding> Findings, string? Redacted);

/// <summary>Looks at what goes into prompts, by the policy of whom it is for. Texts that stand in many prompts are looked at once.</summary>
public sealed class PromptGuards
{
    private readonly KeptScans _kept = new();
    private readonly PolicyBook _book;
    private readonly TextGuards _guards;

    internal PromptGuards(PolicyBook book, TextGuards guards) => (_book, _guards) = (book, guards);

    /// <summary>The policy in force for an assistant; null for the tenant's.</summary>
    public async ValueTask<Policy> PolicyAsync(TenantScope tenant, string? assistant, CancellationToken cancellationToken) =>
        (await _book.ForAsync(tenant, assistant, cancellationToken)).Policy?.Policy ?? Policy.Standard;

    /// <summary>Looks at a text that came from outside with this send, whoever wrote it: a provider is shown it too, where the policy asks for it.</summary>
    public async ValueTask<ScannedText> LookAsync(TenantScope tenant, string? assistant, string text, ModerationSource source, CancellationToken cancellationToken)
    {
        var judgement = await _guards.LookAsync(tenant, assistant, text, source, asksProvider: true, cancellationToken);
        return Acted.On(text, judgement, await PolicyAsync(tenant, assistant, cancellationToken), source);
    }

    /// <summary>Looks at a text that comes again and again, such as a passage of a document or an earlier message, with the local guards. What is kept holds no text but a redacted one.</summary>
    public async ValueTask<ScannedText> LookAgainAsync(TenantScope tenant, string? assistant, string text, ModerationSource source, CancellationToken cancellationToken)
    {
        var (policy, judge) = await _book.ForAsync(tenant, assistant, cancellationToken);
        return _kept.Get(judge, source, text, () => Acted.On(text, judge.Look(text, source), policy?.Policy ?? Policy.Standard, source));
    }
}
