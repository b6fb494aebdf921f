namespace Parley.Safety;

/// <summary>When a score is acted on.</summary>
/// <param name="BlockAt">From this score on, 0 to 1, <paramref name="Action"/> is taken.</param>
/// <param name="ReviewAt">From this score on, and below the other, a person looks at it afterwards.</param>
public sealed record ScoreRule(double BlockAt = ScoreRule.UsualBlock, double ReviewAt = ScoreRule.UsualReview, GuardAction Action = GuardAction.Block)
{
    public const double UsualBlock = .8;
    public const double UsualReview = .5;

    public GuardAction ActionAt(double score) => score >= BlockAt ? Action : score >= ReviewAt ? GuardAction.Review : GuardAction.Allow;
}

/// <summary>Words and sayings that are acted on wherever they stand, however they are spelled.</summary>
/// <param name="Name">What the findings call it.</param>
/// <param name="Languages">Two-letter codes; empty for texts in any language.</param>
public sealed record TermRule(string Name, IReadOnlyList<string> Terms, GuardAction Action, IReadOnlyList<string> Languages);

/// <summary>A regular expression that is acted on. It runs in linear time: expressions that would need to go back are refused.</summary>
public sealed record PatternRule(string Name, string Expression, GuardAction Action);

/// <summary>What becomes of a text that the provider did not judge.</summary>
public enum ProviderAbsence
{
    /// <summary>The local guards decide.</summary>
    Open,

    /// <summary>It does not pass.</summary>
    Closed,
}

/// <summary>Whether the moderation of a provider is asked too, where the installation has one.</summary>
/// <param name="Ask">What users send is judged there as well, without the personal data that the policy takes out.</param>
/// <param name="OnFailure">What holds when it does not answer in time.</param>
/// <param name="Answers">Answers are judged there as well, when they have come to their end.</param>
public sealed record ProviderRule(bool Ask = false, ProviderAbsence OnFailure = ProviderAbsence.Open, bool Answers = false);

/// <summary>When the text of an answer is shown. Personal data, secrets, links and leaks wait for their guards either way, and so does what the policy takes out.</summary>
public enum AnswerShowing
{
    /// <summary>When the guards have passed it, clause by clause: nothing that they block is ever shown.</summary>
    Held,

    /// <summary>As it comes; the guards judge behind it, and what they block is taken back.</summary>
    AtOnce,
}

/// <summary>What may be linked to in an answer.</summary>
/// <param name="Allow">Hosts; each stands for those below it too. Empty for all.</param>
/// <param name="Images">Whether images from these hosts may be shown.</param>
public sealed record LinkRule(IReadOnlyList<string> Allow, bool Images = false);

/// <summary>A text and what the policy must do about it; the owner's own test.</summary>
/// <param name="Source"><c>user</c>, <c>document</c> or <c>output</c>.</param>
public sealed record PolicyCase(string Text, GuardAction Expect, string Source = "user");

/// <summary>What a tenant's guards do about what they find. What it does not name is as in <see cref="Standard"/>.</summary>
public sealed record Policy
{
    public required string Name { get; init; }

    /// <summary>Whose answers it is for; null for all that have none of their own.</summary>
    public string? Assistant { get; init; }

    /// <summary>By category of harm; the names are <see cref="Kinds.Harm"/>.</summary>
    public required IReadOnlyDictionary<string, ScoreRule> Categories { get; init; }

    /// <summary>For text that gives the assistant orders which its sender may not give.</summary>
    public required ScoreRule Injection { get; init; }

    /// <summary>In conversations, by kind; the names are <see cref="Kinds.Personal"/>.</summary>
    public required IReadOnlyDictionary<string, PersonalAction> PersonalData { get; init; }

    /// <summary>In logs and traces, by kind.</summary>
    public required IReadOnlyDictionary<string, PersonalAction> Traces { get; init; }

    public IReadOnlyList<TermRule> Deny { get; init; } = [];

    /// <summary>Sayings in which nothing else is found.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    public IReadOnlyList<PatternRule> Patterns { get; init; } = [];

    public IReadOnlyList<TopicRule> Topics { get; init; } = [];

    /// <summary>What is done about a text that is near to none of the topics that are allowed.</summary>
    public GuardAction OffTopic { get; init; }

    public ProviderRule Provider { get; init; } = new();

    public AnswerShowing Answers { get; init; }

    public LinkRule Links { get; init; } = new([]);

    public ToolRule Tools { get; init; } = ToolRule.Standard;

    /// <summary>What a refused person reads, by language; <c>default</c> for those that have none.</summary>
    public IReadOnlyDictionary<string, string> Refusals { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<PolicyCase> Cases { get; init; } = [];

    /// <summary>What holds where a tenant says nothing.</summary>
    public static Policy Standard { get; } = new()
    {
        Name = "standard",
        Categories = Kinds.Harm.ToDictionary(kind => kind, _ => new ScoreRule()),
        Injection = new(),
        PersonalData = Kinds.Personal.ToDictionary(kind => kind, kind => IsGrave(kind) ? PersonalAction.Placeholder : PersonalAction.Keep),
        Traces = Kinds.Personal.ToDictionary(
            kind => kind,
            kind => IsGrave(kind) ? PersonalAction.Placeholder : kind is "email" or "phone" or "address" ? PersonalAction.Mask : PersonalAction.Keep),
    };

    private static bool IsGrave(string kind) => kind is "card" or "iban" or "national_id" or "secret";
}
