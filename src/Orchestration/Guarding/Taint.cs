namespace Parley.Orchestration;

/// <summary>Text of others in the prompt of a turn: it grants nothing, whatever it says.</summary>
/// <param name="Sources">Whose it is: <c>document tool file</c>; empty for a turn without any.</param>
/// <param name="Suspicious">Where a guard found something: labels of passages, ids of calls and files.</param>
public sealed record Taint(IReadOnlyList<string> Sources, IReadOnlyList<string> Suspicious)
{
    internal static Taint None { get; } = new([], []);

    internal bool IsTainted => Sources.Count > 0;

    /// <summary>What the prompt holds now.</summary>
    internal static Taint Of(Turn turn, IReadOnlyList<string> suspicious)
    {
        IEnumerable<string> sources =
        [
            .. turn.Sources.Count > 0 ? [GuardFound.Document] : Array.Empty<string>(),
            .. turn.Window.Any(message => message.Role == "tool") ? [GuardFound.Tool] : Array.Empty<string>(),
            .. turn.Files.Values.Any(files => files.HasContent) ? [GuardFound.File] : Array.Empty<string>(),
        ];
        return new([.. sources], suspicious);
    }
}

/// <summary>What is done about one piece of material.</summary>
/// <param name="Source">Whose it is: <c>document tool file user</c>.</param>
/// <param name="Place">The label of a passage, else the id of the message, and of the file.</param>
/// <param name="Label">What findings call it.</param>
/// <param name="IsWithheld">Whether it is left out.</param>
/// <param name="Text">Its text without what is to be taken out; null where nothing is.</param>
internal sealed record MaterialMark(string Source, string Place, string Label, bool IsWithheld, string? Text);
