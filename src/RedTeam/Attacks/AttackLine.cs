using System.Text.Json;

namespace Parley.RedTeam;

/// <summary>A line of a set, in our own form or in that of collections which have <c>text</c>, <c>label</c>, <c>system_prompt</c> and <c>judge_question</c>.</summary>
internal sealed record AttackLine
{
    public JsonElement Id { get; init; }

    public string? Family { get; init; }

    public string? Kind { get; init; }

    public string? Language { get; init; }

    public string? Lang { get; init; }

    public IReadOnlyList<string>? Turns { get; init; }

    public string? Text { get; init; }

    public bool? Twin { get; init; }

    /// <summary><c>attack</c> or <c>benign</c>.</summary>
    public string? Label { get; init; }

    public string? System { get; init; }

    public string? SystemPrompt { get; init; }

    public string? JudgeQuestion { get; init; }

    public PlantedDocument? Document { get; init; }

    public PlantedResult? Tool { get; init; }

    public IReadOnlyList<string>? Tools { get; init; }

    public string? Encoding { get; init; }

    public Expectation? Expects { get; init; }

    public Attack ToAttack() => new(
        Id.ValueKind switch { JsonValueKind.String => Id.GetString()!, JsonValueKind.Number => Id.GetRawText(), _ => "" },
        Family ?? Kind ?? "other",
        Language ?? Lang ?? "und",
        Turns ?? (Text is { } text ? [text] : []))
    {
        Twin = Twin ?? Label == "benign",
        System = System ?? SystemPrompt,
        Document = Document,
        Tool = Tool,
        Tools = Tools ?? [],
        Encoding = Encoding,
        Expects = Expects ?? (JudgeQuestion is { } question ? new() { Judge = question } : new() { Refusal = Label == "attack" }),
    };
}
