using System.Text.RegularExpressions;
using Parley.Moderation;
using Parley.Redaction;
using Parley.Understanding;

namespace Parley.Safety;

/// <summary>
/// Looks at texts by one policy. What the policy needs prepared is prepared once, so one judge serves all texts of a tenant, from any number of threads.
/// </summary>
internal sealed class Judge
{
    private const int ReachOfPatterns = 64;
    private const int MostReach = 120;

    private static readonly Moderator Moderator = new();

    private readonly Policy _policy;
    private readonly TermMatcher? _allow;
    private readonly TermMatcher? _deny;
    private readonly (PatternRule Rule, Regex Regex)[] _patterns;
    private readonly FindOptions _personal;
    private readonly TopicLayer _topics;

    /// <summary>Characters within which a word or an expression of the policy may begin and not yet be found.</summary>
    public int Reach { get; }

    public Judge(Policy policy)
    {
        _policy = policy;
        _allow = policy.Allow.Count == 0 ? null : new(policy.Allow.Select(term => new Term(term, 0)));
        _deny = policy.Deny.Count == 0 ? null : new(policy.Deny.SelectMany((rule, place) => rule.Terms.Select(term => new Term(term, place))));
        _patterns = [.. policy.Patterns.Select(rule => (rule, new Regex(rule.Expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)))];
        Reach = Math.Min(MostReach, Math.Max(
            2 * policy.Deny.SelectMany(rule => rule.Terms).Select(term => term.Length).DefaultIfEmpty().Max(), policy.Patterns.Count > 0 ? ReachOfPatterns : 0));
        _personal = new() { Kinds = policy.PersonalData.Where(kind => kind.Value != PersonalAction.Keep).Select(kind => kind.Key).ToHashSet() };
        _topics = new(policy.Topics, policy.OffTopic);
        GuardAction[] actions =
        [
            .. policy.Categories.Values.Select(rule => rule.Action),
            .. policy.Deny.Select(rule => rule.Action),
            .. policy.Patterns.Select(rule => rule.Action),
            .. policy.Topics.Select(rule => rule.Action),
            policy.OffTopic,
        ];
        ActsOnAnswers = actions.Any(action => action is not (GuardAction.Allow or GuardAction.Review));
        HoldsAnswers = ActsOnAnswers && (policy.Answers == AnswerShowing.Held || actions.Contains(GuardAction.Redact));
        LooksAtAnswers = actions.Any(action => action != GuardAction.Allow) || policy.Categories.Values.Any(rule => rule.ReviewAt < rule.BlockAt);
    }

    public Policy Policy => _policy;

    /// <summary>Whether there is anything that is acted on where it stands in an answer.</summary>
    public bool ActsOnAnswers { get; }

    /// <summary>Whether that is done before the text is shown; where it is only looked at afterwards, an answer waits for nothing.</summary>
    public bool HoldsAnswers { get; }

    /// <summary>Whether there is anything that could be found in an answer.</summary>
    public bool LooksAtAnswers { get; }

    /// <param name="text">Any text; the work grows with its length and nothing else.</param>
    public Judgement Look(string text, ModerationSource source) => Look(text, source, withPersonal: true);

    /// <summary>The same for a piece of an answer in which personal data was looked for already.</summary>
    public Judgement LookAtAnswer(string text) => Look(text, ModerationSource.Output, withPersonal: false);

    private Judgement Look(string text, ModerationSource source, bool withPersonal)
    {
        var seen = WithoutAllowed(text);
        return Weigh(seen, Moderator.Look(seen, source), source, withPersonal);
    }

    /// <summary>What two policies make of one text; where both allow the same, the classifiers read it once.</summary>
    public static (Judgement One, Judgement Other) Look(Judge one, Judge other, string text, ModerationSource source)
    {
        if (!one._policy.Allow.SequenceEqual(other._policy.Allow, StringComparer.Ordinal))
        {
            return (one.Look(text, source), other.Look(text, source));
        }

        var seen = one.WithoutAllowed(text);
        var moderation = Moderator.Look(seen, source);
        return (one.Weigh(seen, moderation, source, withPersonal: true), other.Weigh(seen, moderation, source, withPersonal: true));
    }

    private Judgement Weigh(string seen, ModerationResult moderation, ModerationSource source, bool withPersonal)
    {
        var findings = new List<Finding>();
        var action = GuardAction.Allow;
        foreach (var found in moderation.Findings)
        {
            findings.Add(Of(found));
        }

        // A category may be acted on below the score from which the classifier names a place.
        for (var category = 0; category < HarmCategories.All.Count; category++)
        {
            action = Stricter(action, _policy.Categories[HarmCategories.All[category]].ActionAt(moderation.Categories[category]));
        }

        var injection = source == ModerationSource.Output ? 0 : moderation.Injection;
        action = Stricter(action, _policy.Injection.ActionAt(injection));
        findings.AddRange(Denied(seen));
        findings.AddRange(_topics.Look(seen, source));
        findings.AddRange(_patterns.SelectMany(one => one.Regex.Matches(seen).Select(
            match => new Finding("pattern", one.Rule.Name, match.Index, match.Index + match.Length, 1, one.Rule.Action))));
        findings.AddRange((withPersonal ? PersonalDataFinder.Find(seen, _personal) : []).Select(
            datum => new Finding("personal_data", datum.Kind, datum.Start, datum.End, datum.Score, ActionOf(_policy.PersonalData[datum.Kind]))));
        return new(
            findings.Aggregate(action, (strictest, finding) => Stricter(strictest, finding.Action)),
            HarmCategories.All.Zip(moderation.Categories).ToDictionary(pair => pair.First, pair => (double)pair.Second),
            HarmCategories.All.Where((category, place) => moderation.Categories[place] >= _policy.Categories[category].BlockAt).ToHashSet(),
            injection,
            [.. findings.OrderBy(finding => finding.Start).ThenBy(finding => finding.End)]);
    }

    /// <summary>What the policy takes out of a text, in its order and without overlaps.</summary>
    public IReadOnlyList<PersonalDatum> PersonalDataOf(string text) => PersonalDataFinder.Find(WithoutAllowed(text), _personal);
    /// <summary>A judgement together with what a provider says; null where it was silent.</summary>
    public Judgement With(Judgement local, IReadOnlyDictionary<string, double>? provider, int length)
    {
        if (provider is null)
        {
            var silence = new Finding("provider", "unavailable", 0, length, 1, _policy.Provider.OnFailure == ProviderAbsence.Closed ? GuardAction.Block : GuardAction.Allow);
            return local with { Action = Stricter(local.Action, silence.Action), Findings = [.. local.Findings, silence] };
        }

        var findings = (from score in provider
                        let action = _policy.Categories[score.Key].ActionAt(score.Value)
                        where action != GuardAction.Allow
                        select new Finding("provider", score.Key, 0, length, score.Value, action)).ToList();
        return local with
        {
            Action = findings.Aggregate(local.Action, (strictest, finding) => Stricter(strictest, finding.Action)),
            Scores = local.Scores.ToDictionary(score => score.Key, score => Math.Max(score.Value, provider.GetValueOrDefault(score.Key))),
            Harmful = local.Harmful.Concat(provider.Where(score => score.Value >= _policy.Categories[score.Key].BlockAt).Select(score => score.Key)).ToHashSet(),
            Findings = [.. local.Findings, .. findings],
        };
    }

    private static GuardAction Stricter(GuardAction one, GuardAction other) => one > other ? one : other;

    public static GuardAction ActionOf(PersonalAction action) => action switch
    {
        PersonalAction.Keep => GuardAction.Allow,
        PersonalAction.Block => GuardAction.Block,
        _ => GuardAction.Redact,
    };

    private Finding Of(ModerationFinding found) => new(
        found.Guard switch { ModerationGuard.Rule => "rule", ModerationGuard.Harm => "harm", _ => "injection" },
        found.Kind,
        found.Start,
        found.End,
        found.Score,
        (found.Guard == ModerationGuard.Injection ? _policy.Injection : _policy.Categories[found.Kind]).ActionAt(found.Score));

    private IEnumerable<Finding> Denied(string text)
    {
        if (_deny is null)
        {
            return [];
        }

        var matches = _deny.Find(text);
        var language = matches.Any(match => _policy.Deny[match.Id].Languages.Count > 0) ? Understander.Read(text).Language.Label : null;
        return from match in matches
               let rule = _policy.Deny[match.Id]
               where rule.Languages.Count == 0 || (language is not null && rule.Languages.Contains(language))
               select new Finding("term", rule.Name, match.Start, match.End, 1, rule.Action);
    }

    // In what is allowed nothing is found: blanks take its place, so that everything else stays where it is.
    private string WithoutAllowed(string text)
    {
        if (_allow is null || _allow.Find(text) is not { Count: > 0 } matches)
        {
            return text;
        }

        return string.Create(text.Length, (text, matches), static (room, state) =>
        {
            state.text.CopyTo(room);
            foreach (var match in state.matches)
            {
                room[match.Start..match.End].Fill(' ');
            }
        });
    }
}
