namespace Parley.Safety;

/// <summary>What somebody says of when a score is acted on; what is left out is as usual.</summary>
public sealed record ScoreInput(double? BlockAt = null, double? ReviewAt = null, GuardAction? Action = null);

/// <inheritdoc cref="TermRule"/>
public sealed record TermInput(string? Name = null, IReadOnlyList<string>? Terms = null, GuardAction? Action = null, IReadOnlyList<string>? Languages = null);

/// <inheritdoc cref="PatternRule"/>
public sealed record PatternInput(string? Name = null, string? Expression = null, GuardAction? Action = null);

/// <inheritdoc cref="TopicRule"/>
public sealed record TopicInput(string? Name = null, IReadOnlyList<string>? Examples = null, GuardAction? Action = null, double? At = null);

/// <inheritdoc cref="ProviderRule"/>
public sealed record ProviderInput(bool? Ask = null, ProviderAbsence? OnFailure = null, bool? Answers = null);

/// <inheritdoc cref="LinkRule"/>
public sealed record LinkInput(IReadOnlyList<string>? Allow = null, bool? Images = null);

/// <inheritdoc cref="PolicyCase"/>
public sealed record CaseInput(string? Text = null, GuardAction? Expect = null, string? Source = null);

/// <summary>All of a policy, as its owner writes it; what is left out is as in the standard policy.</summary>
public sealed record PolicyInput(
    string? Name = null,
    string? Assistant = null,
    IReadOnlyDictionary<string, ScoreInput>? Categories = null,
    ScoreInput? Injection = null,
    IReadOnlyDictionary<string, PersonalAction>? PersonalData = null,
    IReadOnlyDictionary<string, PersonalAction>? Traces = null,
    IReadOnlyList<TermInput>? Deny = null,
    IReadOnlyList<string>? Allow = null,
    IReadOnlyList<PatternInput>? Patterns = null,
    LinkInput? Links = null,
    ToolInput? Tools = null,
    IReadOnlyDictionary<string, string>? Refusals = null,
    IReadOnlyList<CaseInput>? Cases = null,
    IReadOnlyList<TopicInput>? Topics = null,
    GuardAction? OffTopic = null,
    ProviderInput? Provider = null,
    AnswerShowing? Answers = null);
