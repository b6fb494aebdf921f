using System.Text.Json.Serialization;
using Parley.Safety;

namespace Parley.Orchestration;

/// <summary>A guard found something in a text of the turn. Holds no text of it.</summary>
/// <param name="Guard"><c>harm rule injection term pattern personal_data leak link</c>.</param>
/// <param name="Kind">A category, a kind of personal data, or the name of a policy's list or expression.</param>
/// <param name="Action">What is done about it.</param>
/// <param name="Message">What the reader is told; empty where nothing changes for the reader.</param>
/// <param name="Source">Whose text it stood in: <c>user document tool file output</c>.</param>
/// <param name="Score">0 to 1.</param>
public sealed record GuardFound(string Guard, string Kind, GuardAction Action, string Message, string Source, double Score) : TurnEvent
{
    /// <summary>The passage that it stood in, by its label; the call of a tool, the file or the earlier message by its id; null for other texts.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }

    /// <summary>In how many places of what was sent, where they were replaced before it was taken; null for what was found later.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Places { get; init; }

    internal const string User = "user";
    internal const string Document = "document";
    internal const string Tool = "tool";
    internal const string File = "file";

    internal override string Name => "guard.finding";

    /// <param name="message">What the reader is told.</param>
    internal static GuardFound Of(Finding finding, string source, string message) =>
        new(finding.Guard, finding.Kind, finding.Action, message, source, finding.Score);

    internal GuardRecord ToRecord() => new(Guard, Kind, Action, Source, Score, Label);
}

/// <inheritdoc cref="GuardFound"/>
public sealed record GuardRecord(string Guard, string Kind, GuardAction Action, string Source, double Score, string? Label);
