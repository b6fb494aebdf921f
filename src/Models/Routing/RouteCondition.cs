namespace Parley.Models;

/// <summary>What must be so of a question; all of it. What is null is not asked for, and what is not known of a question does not hold.</summary>
public sealed record RouteCondition
{
    /// <inheritdoc cref="RouteQuestion.Plan"/>
    public string? Plan { get; init; }

    /// <inheritdoc cref="RouteQuestion.Intent"/>
    public string? Intent { get; init; }

    /// <inheritdoc cref="RouteQuestion.Task"/>
    public string? Task { get; init; }

    /// <summary>0 to 1, itself included.</summary>
    public double? ComplexityMin { get; init; }

    /// <inheritdoc cref="ComplexityMin"/>
    public double? ComplexityMax { get; init; }

    /// <inheritdoc cref="RouteQuestion.Language"/>
    public string? Language { get; init; }

    /// <inheritdoc cref="RouteQuestion.Modality"/>
    public string? Modality { get; init; }

    /// <summary>Tokens of the prompt, itself included.</summary>
    public long? ContextTokensMin { get; init; }

    /// <inheritdoc cref="ContextTokensMin"/>
    public long? ContextTokensMax { get; init; }

    internal bool Holds(RouteQuestion question) =>
        Is(Plan, question.Plan) && Is(Intent, question.Intent) && Is(Task, question.Task) && Is(Language, question.Language) && Is(Modality, question.Modality)
        && (ComplexityMin is null || question.Complexity >= ComplexityMin) && (ComplexityMax is null || question.Complexity <= ComplexityMax)
        && (ContextTokensMin is null || question.ContextTokens >= ContextTokensMin) && (ContextTokensMax is null || question.ContextTokens <= ContextTokensMax);

    private static bool Is(string? wanted, string? found) => wanted is null || string.Equals(wanted, found, StringComparison.OrdinalIgnoreCase);
}
