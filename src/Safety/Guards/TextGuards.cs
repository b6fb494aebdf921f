using Parley.Moderation;
using Parley.Redaction;

namespace Parley.Safety;

/// <summary>The guards of the house, each by the policy of whom it works for.</summary>
public sealed class TextGuards
{
    private readonly PolicyBook _book;
    private readonly ProviderLayer? _provider;

    internal TextGuards(PolicyBook book, ProviderLayer? provider = null) => (_book, _provider) = (book, provider);

    /// <summary>
    /// What the guards think of a text. The local ones work at once, on this thread; that grows with the text's length and nothing else. What a user
    /// sends, and what was answered, is shown to a provider as well, where the policy asks for it and the local guards do not refuse it already.
    /// </summary>
    /// <param name="assistant">Whose policy it is judged by; null for the tenant's.</param>
    public ValueTask<Judgement> LookAsync(TenantScope tenant, string? assistant, string text, ModerationSource source, CancellationToken cancellationToken) =>
        LookAsync(tenant, assistant, text, source, asksProvider: source == ModerationSource.User, cancellationToken);

    /// <param name="asksProvider">Whether a provider may be shown it, whoever wrote it.</param>
    internal async ValueTask<Judgement> LookAsync(
        TenantScope tenant, string? assistant, string text, ModerationSource source, bool asksProvider, CancellationToken cancellationToken)
    {
        var judge = (await _book.ForAsync(tenant, assistant, cancellationToken)).Judge;
        var local = judge.Look(text, source);
        var asks = source == ModerationSource.Output ? judge.Policy.Provider.Answers : judge.Policy.Provider.Ask && asksProvider;
        return _provider is null || !asks || local.Action == GuardAction.Block
            ? local
            : judge.With(local, await _provider.AskAsync(tenant, judge.Policy, text, cancellationToken), text.Length);
    }

    /// <summary>The guards that an answer passes on its way out, by the policy in force now.</summary>
    /// <param name="assistant">Whose policy it is; null for the tenant's.</param>
    public async ValueTask<AnswerGuard> ForAnswerAsync(TenantScope tenant, string? assistant, CancellationToken cancellationToken) =>
        (await _book.ForAsync(tenant, assistant, cancellationToken)).Judge is var judge && _provider is { } provider && judge.Policy.Provider.Answers
            ? new(judge.Policy, judge, (text, cancel) => provider.AskAsync(tenant, judge.Policy, text, cancel))
            : new(judge.Policy, judge);

    /// <summary>What the policy in force does with personal data, for all texts of one send.</summary>
    /// <param name="assistant">Whose policy it goes by; null for the tenant's.</param>
    public async ValueTask<PersonalDataScreen> ScreenAsync(TenantScope tenant, string? assistant, CancellationToken cancellationToken) =>
        new(await _book.ForAsync(tenant, assistant, cancellationToken));

    /// <summary>Takes personal data and secrets out of a text.</summary>
    /// <param name="isStrict">Every kind is replaced, whatever the policy says.</param>
    /// <exception cref="RefusedException">The policy refuses texts with something that is in it.</exception>
    public async ValueTask<(string Text, IReadOnlyList<Finding> Findings)> RedactAsync(
        TenantScope tenant, string text, bool isStrict, CancellationToken cancellationToken)
    {
        var kept = (await _book.ForAsync(tenant, null, cancellationToken)).Policy;
        var policy = (kept?.Policy ?? Policy.Standard).PersonalData;
        PersonalAction For(string kind) => isStrict ? PersonalAction.Placeholder : policy[kind];
        var found = PersonalDataFinder.Find(text, new() { Kinds = Kinds.Personal.Where(kind => For(kind) != PersonalAction.Keep).ToHashSet() });
        if (found.Where(datum => For(datum.Kind) == PersonalAction.Block).Select(datum => datum.Kind).Distinct().ToList() is { Count: > 0 } blocked)
        {
            throw new RefusedException(new(
                422, "personal_data_blocked", $"The policy {kept!.Policy.Name} takes no text with {string.Join(", ", blocked)}. Take it out, or change the policy."));
        }

        var numbers = new Dictionary<(string, string), int>();
        var newest = new Dictionary<string, int>();
        var rules = new RedactionRules(
            kind => For(kind) == PersonalAction.Mask ? Treatment.Mask : Treatment.Placeholder,
            (kind, value) =>
            {
                if (!numbers.TryGetValue((kind, value), out var number))
                {
                    numbers[(kind, value)] = newest[kind] = number = newest.GetValueOrDefault(kind) + 1;
                }

                return Placeholders.Of(kind, number);
            });
        return (
            Redactor.Apply(text, found, rules, escapesLookAlikes: true).Text,
            [.. found.Select(datum => new Finding("personal_data", datum.Kind, datum.Start, datum.End, datum.Score, GuardAction.Redact))]);
    }
}
