namespace Parley.Safety;

/// <summary>What a decision is to change in the policy.</summary>
/// <param name="Kind"><c>allow_term</c>, <c>deny_term</c> or <c>threshold</c>.</param>
/// <param name="Term">For a term: the saying itself.</param>
/// <param name="Category">For a threshold: a category of harm, or <c>injection</c>.</param>
/// <param name="BlockAt">For a threshold: the score from which on it is refused, above 0 and at most 1.</param>
public sealed record PolicyEffect(string? Kind = null, string? Term = null, string? Category = null, double? BlockAt = null)
{
    /// <summary>The list that takes what reviewers deny.</summary>
    internal const string List = "reviewed";

    private const string Injection = "injection";
    private const double Step = .01;
    private const int LongestTerm = 200;

    /// <exception cref="RefusedException">It cannot be done, or the policy would contradict itself.</exception>
    internal Policy Apply(Policy policy)
    {
        var changed = Kind switch
        {
            "allow_term" => Allowed(policy, TheTerm()),
            "deny_term" => Denied(policy, TheTerm()),
            "threshold" => Moved(policy),
            _ => throw PolicyRules.Invalid("effect.kind", "It is allow_term, deny_term or threshold."),
        };
        TermRules.CheckAgree(changed);
        return changed;
    }

    /// <summary>What could be changed so that the next such case goes as this one is decided.</summary>
    /// <param name="sayings">What the findings stand on.</param>
    internal static IEnumerable<PolicyEffect> Offer(string decision, IEnumerable<ReviewFinding> findings, IEnumerable<string> sayings) =>
    [
        .. from found in findings
           where found.Guard is "harm" or "rule" or Injection
           let category = found.Guard == Injection ? Injection : found.Kind
           where category == Injection || Kinds.Harm.Contains(category)
           group found.Score by category into scores
           let at = decision == "allow" ? Math.Min(1, Math.Ceiling(scores.Max() / Step + .5) * Step) : Math.Max(Step, Math.Floor(scores.Max() / Step) * Step)
           select new PolicyEffect("threshold", Category: scores.Key, BlockAt: Math.Round(at, 2)),
        .. from saying in sayings.Select(one => one.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)
           where saying.Length <= LongestTerm && saying.Any(char.IsLetterOrDigit)
           select new PolicyEffect(decision == "allow" ? "allow_term" : "deny_term", saying),
    ];

    private string TheTerm() => TermRules.Terms("effect.term", [Term ?? throw PolicyRules.Invalid("effect.term", "Give the saying that is to be allowed or denied.")])[0];

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static Policy Allowed(Policy policy, string term) => policy with
    {
        Allow = Added("the allowed sayings", policy.Allow, term),
        Deny = [.. policy.Deny.Select(rule => rule with { Terms = [.. rule.Terms.Where(one => !Same(one, term))] }).Where(rule => rule.Terms.Count > 0)],
    };

    private static Policy Denied(Policy policy, string term) => policy with
    {
        Allow = [.. policy.Allow.Where(one => !Same(one, term))],
        Deny = policy.Deny.Any(rule => rule.Name == List)
            ? [.. policy.Deny.Select(rule => rule.Name == List ? rule with { Terms = Added($"the list {List}", rule.Terms, term) } : rule)]
            : policy.Deny.Count < PolicyRules.MostRules ? [.. policy.Deny, new TermRule(List, [term], GuardAction.Block, [])]
            : throw PolicyRules.Invalid(
                "effect.term",
                $"What reviewers deny has a list of its own, {List}, and the policy has {policy.Deny.Count} lists already, the most that go. Merge two of them in the policy, or put the saying into one."),
    };

    private static List<string> Added(string where, IReadOnlyList<string> terms, string term)
    {
        List<string> all = [.. terms.Where(one => !Same(one, term)), term];
        return all.Count <= TermRules.Most ? all
            : throw PolicyRules.Invalid("effect.term", $"There are {terms.Count:N0} terms in {where} already, the most that go. Take some out in the policy first.");
    }

    private Policy Moved(Policy policy)
    {
        var at = BlockAt is > 0 and <= 1 ? BlockAt.Value : throw PolicyRules.Invalid("effect.block_at", "A threshold is above 0 and at most 1.");
        ScoreRule To(ScoreRule rule) => rule with { BlockAt = at, ReviewAt = Math.Min(rule.ReviewAt, at) };
        return Category == Injection ? policy with { Injection = To(policy.Injection) }
            : Category is not null && policy.Categories.ContainsKey(Category)
                ? policy with { Categories = policy.Categories.ToDictionary(one => one.Key, one => one.Key == Category ? To(one.Value) : one.Value) }
                : throw PolicyRules.Invalid("effect.category", $"It is {Injection}, or one of {string.Join(", ", Kinds.Harm)}.");
    }
}
