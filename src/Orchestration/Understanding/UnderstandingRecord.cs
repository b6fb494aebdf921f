using Parley.Models;
using Parley.Understanding;

namespace Parley.Orchestration;

/// <summary>What a message was understood as, without its text. Every confidence is a probability, 0 to 1.</summary>
/// <param name="Intent"><c>question complaint transaction chitchat</c>; null for a script that nothing was learned of.</param>
/// <param name="Task"><c>code legal finance writing translation math summary support question chitchat</c>; null as the intent.</param>
/// <param name="Language">ISO 639-1; null when it cannot be told.</param>
/// <param name="Complexity">0 for a greeting or one known fact, 1 for work of many steps.</param>
/// <param name="ComplexityConfidence">That the third of the scale is right in which the message was seen.</param>
public sealed record UnderstandingRecord(
    string? Intent, double IntentConfidence, string? Task, double TaskConfidence, string? Language, double LanguageConfidence, double Complexity,
    double ComplexityConfidence)
{
    private const int Digits = 3;

    /// <returns>Null for a message without a word.</returns>
    internal static UnderstandingRecord? Of(Understood understood) => understood == Understood.Nothing
        ? null
        : new(
            understood.Intent.Label, Round(understood.Intent.Confidence), understood.Task.Label, Round(understood.Task.Confidence),
            understood.Language.Label, Round(understood.Language.Confidence), Round(understood.Complexity.Score), Round(understood.Complexity.Confidence));

    /// <summary>What a route may ask about the message.</summary>
    /// <param name="asked">What the request says; a task that it names is known, not guessed.</param>
    internal RouteQuestion ToRouteQuestion(RouteQuestion asked) => asked with
    {
        Intent = Intent,
        Task = asked.Task ?? Task,
        Complexity = Complexity,
        Language = Language,
    };

    private static double Round(double value) => Math.Round(value, Digits);
}
