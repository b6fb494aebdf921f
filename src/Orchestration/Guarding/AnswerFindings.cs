using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>What was found in an answer: each kind is told once, by whichever run of its turn.</summary>
internal sealed class AnswerFindings(Turn turn)
{
    private readonly HashSet<(string, string, GuardAction)> _told =
        [.. turn.Draft.Findings.Where(finding => finding.Source == GuardSayings.Output).Select(finding => (finding.Guard, finding.Kind, finding.Action))];

    private readonly List<string> _endedFor =
        [.. turn.Draft.Findings.Where(finding => finding is { Source: GuardSayings.Output, Action: >= GuardAction.Handoff } and not { Guard: ToolGate.Guard }).Select(finding => finding.Kind)];

    /// <summary>The kinds for which it ends.</summary>
    public IReadOnlyList<string> EndedFor => _endedFor;

    /// <returns>What is to be told of these.</returns>
    /// <param name="isTakenBack">Whether all of the answer is taken back for them.</param>
    public IReadOnlyList<TurnEvent> New(IReadOnlyList<AnswerFinding> findings, bool isTakenBack = false)
    {
        _endedFor.AddRange(findings.Where(found => found.Action >= GuardAction.Handoff).Select(found => found.Kind));
        return [.. findings.Where(found => _told.Add((found.Guard, found.Kind, found.Action))).Select(found => GuardSayings.Of(found, isTakenBack))];
    }
}
