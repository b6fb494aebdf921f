using System.Text.Json;
using Parley.Models;
using Parley.Moderation;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>
/// Looks at what others wrote and the prompt is to hold: passages of documents, texts of files. What is forbidden is left out, what a person is to look at
/// stays with a warning, as do orders in files; all of it taints the turn, as do results of tools.
/// </summary>
internal sealed class GuardMaterial(PromptGuards guards) : ITurnStep
{
    public string Name => "material";

    public async Task<StepResult> TakeAsync(Turn turn, CancellationToken cancellationToken)
    {
        var found = new List<MarkedText>();
        foreach (var (source, place, label, text, isSent) in Material.Of(turn))
        {
            var looked = isSent
                ? await guards.LookAsync(turn.Tenant, null, text, ModerationSource.Document, cancellationToken)
                : await guards.LookAgainAsync(turn.Tenant, null, text, ModerationSource.Document, cancellationToken);
            if (Acting(source, looked.Findings) is { Count: > 0 } findings)
            {
                found.Add(new(new(source, place, label, findings.Max(finding => finding.Action) >= GuardAction.Handoff, looked.Redacted), findings, text));
            }
        }

        IReadOnlyList<MaterialMark> marks = [.. found.Select(one => one.Mark)];
        await SettleAsync(turn, marks, cancellationToken);
        var told = GuardSayings.Told(turn, found);
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
        turn.SuspiciousLabels.AddRange(marks.Where(mark => mark.Source is GuardFound.Document or GuardFound.File).Select(mark => mark.Label));
        turn.Taint = Taint.Of(turn, [.. turn.SuspiciousLabels.Distinct()]);
        turn.ToolRule = turn.Options.Tools is null ? ToolRule.Standard : (await guards.PolicyAsync(turn.Tenant, null, cancellationToken)).Tools;
    }

    /// <summary>An assistant bound to its sources goes no further where all of them were left out.</summary>
    private static Ending? EndingOf(Turn turn) =>
        turn.Options.Retrieval?.Grounding == "required" && turn.Retrieval is { Answerable: true } && turn.Sources.Count == 0 ? new("stop") : null;
}
