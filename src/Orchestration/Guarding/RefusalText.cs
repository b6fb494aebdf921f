using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>
/// What a person reads in the place of an answer, or of its rest, in the person's language. The words of a policy come first; without any, who writes of
/// harming themselves is not turned away but told where help is.
/// </summary>
/// <param name="Message">Where a message is not answered.</param>
/// <param name="Rest">Where an answer ends before its end; null for the same as for a message.</param>
/// <param name="Handoff">Where a person will look at a message.</param>
/// <param name="Care">Where it is about self-harm.</param>
internal sealed partial record RefusalText(string Message, string? Rest, string? Handoff, string Care)
{
    private const string English = "en";
    private const string SelfHarm = "self-harm";

    /// <param name="language">ISO 639-1; null when it is not known.</param>
    /// <param name="kinds">What the message was refused for.</param>
    public static string OfMessage(Policy policy, string? language, IEnumerable<string> kinds) =>
        Own(policy, language) ?? (AreOfSelfHarm(kinds) ? In(language).Care : In(language).Message);

    /// <param name="kinds">What the answer was ended for.</param>
    /// <inheritdoc cref="OfMessage"/>
    public static string OfAnswer(Policy policy, string? language, IEnumerable<string> kinds) =>
        Own(policy, language) ?? (AreOfSelfHarm(kinds) ? In(language).Care : In(language).Rest ?? In(language).Message);

    /// <inheritdoc cref="OfMessage"/>
    public static string OfHandoff(string? language) => In(language).Handoff ?? In(English).Handoff!;

    private static string? Own(Policy policy, string? language) =>
        (language is null ? null : policy.Refusals.GetValueOrDefault(language)) ?? policy.Refusals.GetValueOrDefault("default");

    private static bool AreOfSelfHarm(IEnumerable<string> kinds) =>
        kinds.Any(kind => kind == SelfHarm || kind.StartsWith($"{SelfHarm}/", StringComparison.Ordinal));

    private static RefusalText In(string? language) => BuiltIn.GetValueOrDefault(language ?? English) ?? BuiltIn[English];
}
