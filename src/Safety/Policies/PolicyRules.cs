using System.Text.RegularExpressions;

namespace Parley.Safety;

/// <summary>What a policy may be like. Each rule says which field is wrong and what would be right.</summary>
internal static class PolicyRules
{
    private const int LongestName = 100;
    private const int LongestRefusal = 2_000;
    private const int LongestCase = 10_000;
    private const int LongestCases = 200_000;
    private const int MostHosts = 1_000;

    /// <summary>Lists of terms, and expressions, that a policy may have.</summary>
    public const int MostRules = 50;

    private static readonly string[] Sources = ["user", "document", "output"];

    /// <exception cref="RefusedException">Something in it cannot be, or contradicts something else in it.</exception>
    public static Policy Read(PolicyInput input)
    {
        var standard = Policy.Standard;
        var (topics, offTopic) = TopicRules.Read(input.Topics, input.OffTopic);
        var policy = standard with
        {
            Name = Name("name", input.Name),
            Assistant = string.IsNullOrEmpty(input.Assistant) ? null : Name("assistant", input.Assistant),
            Categories = Overlay("categories", standard.Categories, input.Categories, Kinds.Harm, Score),
            Injection = input.Injection is null ? standard.Injection : Score("injection", standard.Injection, input.Injection),
            PersonalData = Overlay("personal_data", standard.PersonalData, input.PersonalData, Kinds.Personal, (_, _, action) => action),
            Traces = Overlay("traces", standard.Traces, input.Traces, Kinds.Personal, Trace),
            Deny = Each("deny", input.Deny, MostRules, TermRules.Read),
            Allow = TermRules.Terms("allow", input.Allow ?? []),
            Patterns = Each("patterns", input.Patterns, MostRules, Pattern),
            Topics = topics,
            OffTopic = offTopic,
            Provider = new(input.Provider?.Ask ?? false, input.Provider?.OnFailure ?? ProviderAbsence.Open, input.Provider?.Answers ?? false),
            Answers = input.Answers ?? AnswerShowing.Held,
            Links = new(Each("links.allow", input.Links?.Allow, MostHosts, Host), input.Links?.Images ?? false),
            Tools = ToolRules.Read(input.Tools),
            Refusals = (input.Refusals ?? new Dictionary<string, string>()).ToDictionary(one => Language("refusals", one.Key), one => Refusal(one.Key, one.Value)),
            Cases = Cases(input.Cases),
        };
        TermRules.CheckAgree(policy);
        return policy;
    }

    public static RefusedException Invalid(string field, string sentence) => new(Kernel.Refusal.Invalid(field, sentence));

    public static string Name(string field, string? name) => name is { Length: > 0 and <= LongestName } && !name.Any(char.IsControl) && name.Trim() == name
        ? name
        : throw Invalid(field, $"A name has 1 to {LongestName} characters, none of them a line break, and no space at its ends.");

    public static string Language(string field, string code) =>
        code == "default" || (code.Length is 2 or 3 && code.All(char.IsAsciiLetterLower))
            ? code
            : throw Invalid(field, $"'{Shortened(code)}' is no language here; take a code such as en or de, or default.");

    public static IReadOnlyList<TOut> Each<TIn, TOut>(string field, IReadOnlyList<TIn>? given, int most, Func<string, TIn, TOut> read) =>
        given is null ? []
        : given.Count > most ? throw Invalid(field, $"There are {given.Count} of them; at most {most} go.")
        : [.. given.Select((one, at) => one is null ? throw Invalid($"{field}[{at}]", "There is nothing here; take it out or fill it in.") : read($"{field}[{at}]", one))];

    public static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static Dictionary<string, TOut> Overlay<TIn, TOut>(
        string field, IReadOnlyDictionary<string, TOut> standard, IReadOnlyDictionary<string, TIn>? given, IReadOnlyList<string> kinds, Func<string, TOut, TIn, TOut> read)
    {
        var all = new Dictionary<string, TOut>(standard);
        foreach (var (kind, value) in given ?? new Dictionary<string, TIn>())
        {
            all[kind] = !kinds.Contains(kind) ? throw Invalid(field, $"There is no kind '{Shortened(kind)}'; there is {string.Join(", ", kinds)}.")
                : value is null ? throw Invalid($"{field}.{kind}", "There is nothing here; take it out or fill it in.")
                : read($"{field}.{kind}", standard[kind], value);
        }

        return all;
    }

    private static ScoreRule Score(string field, ScoreRule standard, ScoreInput input)
    {
        var block = Share($"{field}.block_at", input.BlockAt ?? standard.BlockAt);
        var review = Share($"{field}.review_at", input.ReviewAt ?? Math.Min(standard.ReviewAt, block));
        return review <= block
            ? new(block, review, input.Action ?? standard.Action)
            : throw Invalid($"{field}.review_at", $"review_at is {review} and lies above block_at, {block}, so nothing would ever be reviewed; make it at most {block}.");
    }

    public static double Share(string field, double share) =>
        share is > 0 and <= 1 ? share : throw Invalid(field, $"It is {share}; a threshold is above 0 and at most 1.");

    private static PersonalAction Trace(string field, PersonalAction standard, PersonalAction action) =>
        action != PersonalAction.Block ? action : throw Invalid(field, "A trace cannot be refused; take mask or placeholder.");

    private static PatternRule Pattern(string field, PatternInput input)
    {
        var expression = input.Expression is { Length: > 0 and <= 500 } given ? given : throw Invalid($"{field}.expression", "An expression has 1 to 500 characters.");
        try
        {
            var regex = new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return !regex.IsMatch("")
                ? new(Name($"{field}.name", input.Name), expression, input.Action ?? GuardAction.Block)
                : throw Invalid($"{field}.expression", "It also matches nothing at all, and so every text; make it ask for at least one character.");
        }
        catch (ArgumentException wrong)
        {
            throw Invalid($"{field}.expression", $"It is no regular expression: {wrong.Message}");
        }
        catch (NotSupportedException)
        {
            throw Invalid($"{field}.expression", "It needs to go back in the text, which could take for ever: leave out look-around, back references and atomic groups, and repeat less.");
        }
    }

    private static string Host(string field, string host) => Uri.CheckHostName(host) == UriHostNameType.Dns && host.Length <= 253
        ? host.ToLowerInvariant()
        : throw Invalid(field, $"'{Shortened(host)}' is no host; write it without scheme and path, such as example.com.");

    private static string Refusal(string language, string text) => !string.IsNullOrWhiteSpace(text) && text.Length <= LongestRefusal
        ? text
        : throw Invalid($"refusals.{language}", $"A text has 1 to {LongestRefusal} characters.");

    private static IReadOnlyList<PolicyCase> Cases(IReadOnlyList<CaseInput>? given)
    {
        var cases = Each("cases", given, MostRules * 4, Case);
        return cases.Sum(one => one.Text.Length) is var together && together <= LongestCases
            ? cases
            : throw Invalid("cases", $"Their texts have {together:N0} characters together; at most {LongestCases:N0} go, for all of them are run with each change.");
    }

    private static PolicyCase Case(string field, CaseInput input) => new(
        input.Text is { Length: > 0 and <= LongestCase } text ? text : throw Invalid($"{field}.text", $"A text has 1 to {LongestCase} characters."),
        input.Expect ?? throw Invalid($"{field}.expect", "Say what must come of it: allow, redact, review, handoff or block."),
        input.Source is null ? "user" : Sources.Contains(input.Source) ? input.Source : throw Invalid($"{field}.source", "It is user, document or output."));
}
