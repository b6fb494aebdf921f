using Parley.Evaluation;

namespace Parley.RedTeam;

/// <summary>A run as it is told of.</summary>
/// <param name="State"><c>queued running cancelling done cancelled failed</c>.</param>
/// <param name="Done">Cases that have their verdict.</param>
/// <param name="Success">How often attacks did what they were meant to.</param>
/// <param name="Refusal">How often harmless look-alikes were refused.</param>
public sealed record RunView(
    RedTeamRunId Id, string State, string Set, IReadOnlyList<string>? Families, string? Model, string? Judge, long Total, long Done, string Cost, bool Accepted,
    DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, string? Failure, Rate Success, Rate Refusal);

/// <summary>Rates of one family or language.</summary>
/// <param name="Unclear">Cases that count in neither: failed, undelivered, or unjudged.</param>
/// <param name="SuccessBefore">The same of the run that this one is compared with; null where there is none.</param>
public sealed record RateRow(string Name, Rate Success, Rate Refusal, long Unclear, Rate? SuccessBefore = null, Rate? RefusalBefore = null);

/// <summary>A run minus the one that was accepted before it, over the cases that both have.</summary>
/// <param name="RunId">With which it is compared.</param>
/// <param name="Success">Null where they share no attack.</param>
/// <param name="Refusal">Null where they share no look-alike.</param>
public sealed record RunComparison(RedTeamRunId RunId, long Shared, Change? Success, Change? Refusal)
{
    /// <summary>Whether one of them has become significantly worse.</summary>
    public bool IsWorse => Success is { Verdict: > 0 } || Refusal is { Verdict: > 0 };
}

/// <summary>A mean difference, with the middle 95 % of what chance makes of it.</summary>
/// <param name="Verdict">1 when it is significantly more, -1 when it is significantly less, else 0.</param>
public sealed record Change(double Mean, double Low, double High, int Verdict)
{
    internal static Change Of(Difference difference) =>
        new(Math.Round(difference.Mean, 4), Math.Round(difference.Low, 4), Math.Round(difference.High, 4), difference.Verdict);
}

/// <summary>What a run has found.</summary>
/// <param name="Unclear">By verdict, the cases that count in no rate.</param>
/// <param name="Compared">Null where no run was accepted before.</param>
public sealed record RunReport(
    RunView Run, IReadOnlyList<RateRow> Families, IReadOnlyList<RateRow> Languages, IReadOnlyDictionary<string, long> Unclear, RunComparison? Compared);
