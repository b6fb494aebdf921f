using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>The pieces of a prompt that guards look at, and what becomes of them.</summary>
internal static class Material
{
    private const string Withheld = "[This was left out: the policy here does not allow it.]";

    /// <returns>Each with its source, its place, what findings call it, and its text.</returns>
    public static IReadOnlyList<(string Source, string Place, string Label, string Text)> Of(Turn turn) =>
    [
        .. turn.Sources.Select(source => (GuardFound.Document, source.Label, source.Label, $"{source.Hit.Title}\n{source.Hit.Heading}\n{source.Hit.Text}")),
        .. turn.Window.Where(message => message.Role == "tool").Select(message => (GuardFound.Tool, message.Id.Value, message.CallId ?? message.Id.Value, message.Content)),
        .. turn.Window.Where(message => message.Role == "user" && message.Id != turn.UserMessage)
            .Select(message => (GuardFound.User, message.Id.Value, message.Id.Value, message.Content)),
        .. turn.Files.SelectMany(files => files.Value.Contents.Select(file => (GuardFound.File, Place(files.Key, file.File), file.File.FileId.Value, file.Text))),
    ];

    public static void Apply(Turn turn, IReadOnlyList<MaterialMark> marks)
    {
        var byPlace = marks.ToDictionary(mark => (mark.Source, mark.Place));
        turn.LeftOut.AddRange(Of(turn).Where(piece => byPlace.TryGetValue((piece.Source, piece.Place), out var mark) && mark.IsWithheld).Select(piece => piece.Text));
        turn.Sources = [.. turn.Sources.Select(source => Marked(source, byPlace.GetValueOrDefault((GuardFound.Document, source.Label)))).OfType<Source>()];
        turn.Window = [.. turn.Window.Select(message => Marked(turn, message, byPlace.GetValueOrDefault((message.Role, message.Id.Value))))];
        foreach (var (message, files) in turn.Files)
        {
            files.Replace(file => byPlace.TryGetValue((GuardFound.File, Place(message, file)), out var mark) ? (mark.IsWithheld ? Withheld : mark.Text, true) : (null, false));
        }

        if (turn.Retrieval is { Passages.Count: > 0 } retrieval)
        {
            var stay = turn.Sources.Select(source => source.Label).ToHashSet();
            turn.Retrieval = retrieval with { Passages = [.. retrieval.Passages.Where(passage => stay.Contains(passage.Label))] };
        }
    }

    private static string Place(MessageId message, Attachment file) => $"{message.Value}/{file.FileId.Value}";

    // What is taken out of a passage is taken out of its text; what stands in its heading is left out with all of it.
    private static Source? Marked(Source source, MaterialMark? mark)
    {
        if (mark is null or { IsWithheld: true })
        {
            return mark is null ? source : null;
        }

        var before = $"{source.Hit.Title}\n{source.Hit.Heading}\n";
        return mark.Text is null ? source with { IsSuspicious = true }
            : mark.Text.StartsWith(before, StringComparison.Ordinal) ? source with { IsSuspicious = true, Hit = source.Hit with { Text = mark.Text[before.Length..] } }
            : null;
    }

    private static Message Marked(Turn turn, Message message, MaterialMark? mark)
    {
        if (mark is null)
        {
            return message;
        }

        if (message.Role == "tool" && !mark.IsWithheld)
        {
            turn.Suspicious.Add(message.Id);
        }

        return mark.IsWithheld ? message with { Content = Withheld } : mark.Text is { } text ? message with { Content = text } : message;
    }
}
