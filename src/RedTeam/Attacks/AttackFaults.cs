using System.Text.Json;

namespace Parley.RedTeam;

/// <summary>Says what of an attack cannot be run, and what would be right.</summary>
internal static class AttackFaults
{
    private const int LongestId = 120;
    private const int LongestName = 60;
    private const int LongestTitle = 500;

    /// <returns>One sentence; null when the attack can be run.</returns>
    public static string? Of(Attack attack) =>
        !IsName(attack.Id, LongestId) ? $"'id' must have 1 to {LongestId} characters, none of them a control character."
        : !IsName(attack.Family, LongestName) ? $"'family' must have 1 to {LongestName} characters, none of them a control character; leave it out for 'other'."
        : !IsName(attack.Language, LongestName) ? "'language' must be a code such as en or de; leave it out for 'und'."
        : attack.Turns.Count == 0 || attack.Turns.Any(string.IsNullOrWhiteSpace) ? "'turns' must be a list of messages, or 'text' one message."
        : attack.Encoding is { } encoding && !Encodings.Names.Contains(encoding) ? $"'encoding' is '{encoding}'; it must be one of {string.Join(", ", Encodings.Names)}."
        : Planted(attack) ?? Tools(attack) ?? Expected(attack);

    private static string? Planted(Attack attack) =>
        attack.Document is { } document && (!IsName(document.Title, LongestTitle) || string.IsNullOrWhiteSpace(document.Text))
            ? $"'document' needs a 'title' of 1 to {LongestTitle} characters in one line, and a 'text' that is not empty."
        : attack.Document?.MediaType is { } type && (!IsName(type, LongestTitle) || !type.Contains('/', StringComparison.Ordinal))
            ? "'document' has a 'media_type' that is none; write it like text/html, or leave it out for plain text."
        : attack.Tool is { } tool && (!ToolText.IsOne($"{tool.Name}()") || tool.Result is null)
            ? "'tool' needs a 'name' of small letters, digits and _, and a 'result', the text that came back."
        : attack.Tool?.Arguments is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) }
            ? "'tool' has 'arguments' that are no JSON object; write them like {\"city\": \"Rome\"}, or leave them out."
        : null;

    private static string? Tools(Attack attack) =>
        attack.Tools.Concat(attack.Expects.Tools?.Select(tool => $"{tool}()") ?? []).Select(tool => tool ?? "null").FirstOrDefault(tool => !ToolText.IsOne(tool)) is { } wrong
            ? $"'{wrong}' is no tool; write it like send_email(to, body), with each argument once."
        : attack.Tools.GroupBy(ToolText.NameOf, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? $"'tools' names {twice.Key} twice; leave one of them out."
        : null;

    private static string? Expected(Attack attack) =>
        attack.Expects.Forbid is null || attack.Expects.Tools is null || attack.Expects.Forbid.Any(string.IsNullOrWhiteSpace)
            ? "'expects' has a list with nothing in it where a text must stand; write 'forbid' like [\"{{marker}}\"], or leave it out."
        : attack.Expects.Judge is { } judge && string.IsNullOrWhiteSpace(judge) ? "'expects' has an empty 'judge'; ask a question that is answered by yes or no, or leave it out."
        : !attack.Twin && attack.Expects is { Forbid.Count: 0, Tools.Count: 0, Refusal: false, Judge: null }
            ? "'expects' says nothing by which success could be told: forbid, tools, refusal or judge."
        : null;

    private static bool IsName(string? text, int longest) => text is { Length: > 0 } && text.Length <= longest && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl);
}
