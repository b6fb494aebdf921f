using Parley.Redaction;

namespace Parley.PersonalData;

/// <summary>How much of an answer is held back while it comes, with paragraphs of an encyclopedia as answers in pieces of four characters.</summary>
internal static class Delay
{
    private const int Piece = 4;

    public static void Write(DataSet data)
    {
        var held = new List<int>();
        foreach (var text in data.Texts("squad/corpus.jsonl.gz").Take(300))
        {
            var redactor = new StreamingRedactor(RedactionRules.MaskAll);
            for (var at = 0; at < text.Length; at += Piece)
            {
                redactor.Feed(text.AsSpan(at, Math.Min(Piece, text.Length - at)));
                held.Add(redactor.Held);
            }
        }

        held.Sort();
        Console.WriteLine($"\nheld back: mean {held.Average():0} characters, median {held[held.Count / 2]}, p99 {held[held.Count * 99 / 100]}, most {held[^1]}");
    }
}
