namespace Parley.Safety;

/// <summary>One thing that a guard found in an answer.</summary>
/// <param name="Guard"><c>harm rule term pattern personal_data leak link</c>.</param>
/// <param name="Kind">A category, a kind of personal data, the name of a policy's list or expression, <c>prompt</c>, <c>canary</c> or <c>target</c>.</param>
/// <param name="Score">0 to 1.</param>
public sealed record AnswerFinding(string Guard, string Kind, GuardAction Action, double Score);
