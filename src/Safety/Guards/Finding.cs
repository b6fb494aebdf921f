namespace Parley.Safety;

/// <summary>One thing that a guard found in a text.</summary>
/// <param name="Guard"><c>harm</c>, <c>rule</c>, <c>injection</c>, <c>term</c>, <c>pattern</c>, <c>topic</c>, <c>personal_data</c> or <c>provider</c>.</param>
/// <param name="Kind">A category, a kind of personal data, or the name of the policy's list or expression.</param>
/// <param name="Start">Place in the text, in UTF-16 units.</param>
/// <param name="End">Exclusive.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Action">What the policy does about it.</param>
public sealed record Finding(string Guard, string Kind, int Start, int End, double Score, GuardAction Action);

/// <summary>What the guards think of one text, by one policy.</summary>
/// <param name="Action">The strictest of the findings' actions.</param>
/// <param name="Scores">By category of harm, 0 to 1.</param>
/// <param name="Injection">0 to 1; 0 for a text of the assistant's own.</param>
/// <param name="Harmful">The categories whose score reaches the policy's threshold to act.</param>
/// <param name="Findings">In the order of the text.</param>
public sealed record Judgement(
    GuardAction Action, IReadOnlyDictionary<string, double> Scores, IReadOnlySet<string> Harmful, double Injection, IReadOnlyList<Finding> Findings);
