using Parley.Conversations;

namespace Parley.Orchestration;

/// <summary>A piece of what others wrote.</summary>
/// <param name="Source"><c>document file</c>.</param>
/// <param name="Place">Unlike that of any other piece.</param>
/// <param name="Label">What findings call it.</param>
/// <param name="IsSent">Whether it came with this send.</param>
internal sealed record MaterialPiece(string Source, string Place, string Label, string Text, bool IsSent);

/// <summary>The pieces of a prompt that others wrote, and what becomes of them.</summary>
internal static class Material
{
    public static IReadOnlyList<MaterialPiece> Of(Turn turn)
    {
        var sent = turn.SentMessages();
        return
        [
            .. turn.Sources.Select(source => new MaterialPiece(
                GuardFound.Document, source.Label, source.Label, $"{source.Hit.Title}\n{source.Hit.Heading}\n{source.Hit.Text}", IsSent: false)),
            .. turn.Files.SelectMany(files => files.Value.Contents.Select(file => new MaterialPiece(
                GuardFound.File, Place(files.Key, file.File), file.File.FileId.Value, file.Text, sent.Contains(files.Key)))),
        ];
    }

    public static void Apply(Turn turn, IReadOnlyList<MaterialMark> marks)
    {
        var byPlace = marks.ToDictionary(mark => (mark.Source, mark.Place));
        turn.LeftOut.AddRange(Of(turn).Where(piece => byPlace.TryGetValue((piece.Source, piece.Place), out var mark) && mark.IsWithheld).Select(piece => piece.Text));
        turn.LeftOutSources.AddRange(turn.Sources.Where(source => Marked(source, byPlace.GetValueOrDefault((GuardFound.Document, source.Label))) is null));
        turn.Sources = [.. turn.Sources.Select(source => Marked(source, byPlace.GetValueOrDefault((GuardFound.Document, source.Label)))).OfType<Source>()];
        foreach (var (message, files) in turn.Files)
        {
            files.Replace(file => byPlace.TryGetValue((GuardFound.File, Place(message, file)), out var mark) ? (mark.IsWithheld ? MessageParts.Withheld : mark.Text, true) : (null, false));
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
}
