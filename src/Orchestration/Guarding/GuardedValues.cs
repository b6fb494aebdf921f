using System.Text.Json;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>Looks at the texts in JSON: arguments of tools, and answers in a form.</summary>
/// <param name="note">Is told what was found.</param>
internal sealed class GuardedValues(AnswerGuard guard, PromptSecrets secrets, Action<IReadOnlyList<AnswerFinding>> note)
{
    /// <returns>Null where something in it may not be shown.</returns>
    public JsonElement? Of(JsonElement arguments) =>
        GuardedJson.Of(arguments.GetRawText(), Look) is { } shown ? JsonElement.Parse(shown) : null;

    /// <summary>Each text in it, and all of it as one: what is spread over the texts counts too.</summary>
    /// <inheritdoc cref="Of"/>
    public string? Whole(string json)
    {
        var shown = GuardedJson.Of(json, Look);
        var (together, findings) = guard.Look(json, secrets.Sets, secrets.IsGiven, withLinks: false);
        note([.. findings.Where(finding => finding.Action >= GuardAction.Handoff)]);
        return together is null ? null : shown;
    }

    private string? Look(string value)
    {
        var (text, findings) = guard.Look(value, secrets.Sets, secrets.IsGiven, withLinks: false);
        note(findings);
        return text;
    }
}
