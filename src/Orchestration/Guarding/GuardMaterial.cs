using System.Text.Json;
using Parley.Models;
using Parley.Moderation;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>
/// Looks at what others wrote and the prompt is to hold: passages, results of tools, texts of files. What is forbidden is left out, what a person is
/// to look at stays with a warning, as do orders in passages and files; all of it taints the turn. Earlier messages of a person are held to the policy that is in force now.
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
            var findings = source is GuardFound.Document or GuardFound.File ? Warnings(looked.Findings) : looked.Findings;
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

    // Manuals are full of orders. A passage or a file in which one seems to be meant for the assistant stays, with a warning: an answer that lacks
    // the right page helps nobody, and what an order could bring about in a tainted turn is asked for first.
    private static List<Finding> Warnings(IReadOnlyList<Finding> findings) =>
    [
        .. findings.Where(finding => finding.Guard != "injection" || finding.Action >= GuardAction.Handoff)
            .Select(finding => finding.Guard == "injection" ? finding with { Action = GuardAction.Allow } : finding),
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
