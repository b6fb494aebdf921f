using System.Text.Json;
using Parley.Models;
using Parley.Moderation;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>
/// Looks at what others wrote and the prompt is to hold: passages, results of tools, texts of files. What is forbidden is left out, what a person is
/// to look at stays with a warning, as do orders in files; all of it taints the turn. Earlier messages of a person are held to the policy that is in force now.
/// </summary>
internal sealed class GuardMaterial(PromptGuards guards) : ITurnStep
{
    private const int MostFindings = 16;

    public string Name => "material";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        var (marks, found) = (new List<MaterialMark>(), new List<GuardFound>());
        foreach (var (source, place, label, text) in Material.Of(turn))
        {
            var looked = await guards.LookAgainAsync(
                turn.Tenant, null, text, source == GuardFound.User ? ModerationSource.User : ModerationSource.Document, cancellationToken);

            // What a person said was looked at when it came, and is told of once.
            var isOld = source == GuardFound.User && looked.Action is GuardAction.Review;
            var findings = Acting(source, looked.Findings);
            if (findings.Count > 0 && !isOld)
            {
                var mark = new MaterialMark(source, place, label, findings.Max(finding => finding.Action) >= GuardAction.Handoff, looked.Redacted);
                marks.Add(mark);
                found.AddRange(findings.Select(finding => GuardFound.Of(finding, source, SayingOf(mark)) with { Label = label }));
            }
        }

        await SettleAsync(turn, marks, cancellationToken);
        var told = found.DistinctBy(one => (one.Guard, one.Kind, one.Source, one.Label)).OrderByDescending(one => one.Action).Take(MostFindings)
            .Where(one => !turn.Draft.Findings.Contains(one)).ToList<TurnEvent>();
        var ending = EndingOf(turn);
        return new(
            JsonSerializer.SerializeToUtf8Bytes(marks), ending is null || turn.Draft.Length > 0 ? told : [.. told, new Delta(NotKnown.Bound(turn.UserText, []))], ending);
    }

    public async Task<Ending?> RestoreAsync(Turn turn, JsonElement outcome, CancellationToken cancellationToken)
    {
        await SettleAsync(turn, outcome.Deserialize<IReadOnlyList<MaterialMark>>()!, cancellationToken);
        return EndingOf(turn);
    }

    // An order that surely is one leaves its passage out, as the policy says. One that only may be stays, and nobody is asked to look at it: too many passages
    // of manuals have one. A file is what somebody wants to speak of, so it stays with a warning; what its orders could bring about is asked for first.
    private static IReadOnlyList<Finding> Acting(string source, IReadOnlyList<Finding> findings) => source is not (GuardFound.Document or GuardFound.File) ? findings :
    [
        .. findings.Where(finding => finding.Guard != "injection" || finding.Action >= GuardAction.Handoff || finding.Score >= ScoreRule.UsualBlock)
            .Select(finding => source == GuardFound.File && finding.Guard == "injection" ? finding with { Action = GuardAction.Allow } : finding),
    ];

    private async Task SettleAsync(Turn turn, IReadOnlyList<MaterialMark> marks, CancellationToken cancellationToken)
    {
        Material.Apply(turn, marks);
        turn.Taint = Taint.Of(turn, [.. marks.Where(mark => mark.Source != GuardFound.User).Select(mark => mark.Label)]);
        turn.ToolRule = turn.Options.Tools is null ? ToolRule.Standard : (await guards.PolicyAsync(turn.Tenant, null, cancellationToken)).Tools;
    }

    /// <summary>An assistant bound to its sources goes no further where all of them were left out.</summary>
    private static Ending? EndingOf(Turn turn) =>
        turn.Options.Retrieval?.Grounding == "required" && turn.Retrieval is { Answerable: true } && turn.Sources.Count == 0 ? new("stop") : null;

    private static string SayingOf(MaterialMark mark) => (mark.Source, mark.IsWithheld) switch
    {
        (GuardFound.User, true) => "An earlier message was left out: the policy here does not allow it.",
        (GuardFound.Document, true) => $"The source {mark.Label} was left out.",
        (GuardFound.Tool, true) => "The result of a tool was left out.",
        (_, true) => "The text of a file was left out.",
        _ => "",
    };
}
