namespace Parley.Understanding;

/// <summary>A label with how sure it is.</summary>
/// <param name="Label">Null when nothing speaks for any label.</param>
/// <param name="Confidence">The probability that the label is right, 0 to 1; 0 without one.</param>
public readonly record struct Guess(string? Label, double Confidence)
{
    public static Guess None { get; } = new(null, 0);
}

/// <summary>How much thought an answer asks for.</summary>
/// <param name="Score">0 for a greeting or one known fact, 1 for work of many steps or conditions.</param>
/// <param name="Level"><c>simple</c>, <c>medium</c> or <c>hard</c>; the likeliest of the three.</param>
/// <param name="Confidence">The probability that the level is right, 0 to 1.</param>
public readonly record struct Complexity(double Score, string? Level, double Confidence)
{
    public static Complexity None { get; } = new(0, null, 0);
}

/// <summary>What one message was understood as.</summary>
/// <param name="Intent">One of <see cref="Intents"/>.</param>
/// <param name="Task">One of <see cref="Tasks"/>.</param>
/// <param name="Language">ISO 639-1.</param>
public sealed record Understood(Guess Intent, Guess Task, Guess Language, Complexity Complexity)
{
    /// <summary>A message without a word.</summary>
    public static Understood Nothing { get; } = new(Guess.None, Guess.None, Guess.None, Complexity.None);
}
