namespace Parley.Safety;

/// <summary>What lists of words may be like.</summary>
internal static class TermRules
{
    /// <summary>Terms that a list may have.</summary>
    public const int Most = 5_000;

    private const int Longest = 200;

    public static TermRule Read(string field, TermInput input) => new(
        PolicyRules.Name($"{field}.name", input.Name),
        input.Terms is { Count: > 0 } terms ? Terms($"{field}.terms", terms) : throw PolicyRules.Invalid($"{field}.terms", "A list has at least one term."),
        input.Action ?? GuardAction.Block,
        PolicyRules.Each($"{field}.languages", input.Languages, 50, PolicyRules.Language));

    public static IReadOnlyList<string> Terms(string field, IReadOnlyList<string> terms) => PolicyRules.Each(
        field,
        terms,
        Most,
        (at, term) => term.Length <= Longest && term.Any(char.IsLetterOrDigit)
            ? term.Trim()
            : throw PolicyRules.Invalid(at, $"A term has at most {Longest} characters, and a letter or digit among them."));

    /// <exception cref="RefusedException">The policy allows and denies the same.</exception>
    public static void CheckAgree(Policy policy)
    {
        var allowed = policy.Allow.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in policy.Deny)
        {
            if (rule.Terms.FirstOrDefault(allowed.Contains) is { } both)
            {
                throw PolicyRules.Invalid("allow", $"'{PolicyRules.Shortened(both)}' is allowed and denied by the list {rule.Name}; take it out of one of them.");
            }
        }

        foreach (var (field, names) in ((string, IEnumerable<string>)[])[("deny", policy.Deny.Select(one => one.Name)), ("patterns", policy.Patterns.Select(one => one.Name))])
        {
            if (names.CountBy(name => name, StringComparer.Ordinal).FirstOrDefault(name => name.Value > 1).Key is { } twice)
            {
                throw PolicyRules.Invalid(field, $"Two of them are named '{PolicyRules.Shortened(twice)}'; findings are told by these names, so give each its own.");
            }
        }
    }
}
