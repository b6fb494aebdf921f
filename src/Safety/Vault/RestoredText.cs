using System.Text;

namespace Parley.Safety;

/// <summary>A placeholder that was restored.</summary>
/// <param name="Start">Where the value begins in the restored text, in UTF-16 units.</param>
/// <param name="End">Exclusive.</param>
public sealed record RestoredPlace(string Placeholder, string Kind, string Value, int Start, int End);

/// <summary>A text as it was before placeholders took the place of personal data.</summary>
/// <param name="Text">Null for whoever may know what placeholders stand for, and not what else was said.</param>
/// <param name="Placeholders">In the order of the text.</param>
public sealed record RestoredText(string? Text, IReadOnlyList<RestoredPlace> Placeholders)
{
    internal static RestoredText Of(string text, IReadOnlyDictionary<(string Kind, int Number), string> values)
    {
        var (whole, places, at) = (new StringBuilder(), new List<RestoredPlace>(), 0);
        foreach (var (start, length, kind, number) in Redaction.Placeholders.In(text))
        {
            if (values.TryGetValue((kind, number), out var value))
            {
                whole.Append(Redaction.Placeholders.Unescape(text[at..start]));
                places.Add(new(text.Substring(start, length), kind, value, whole.Length, whole.Length + value.Length));
                whole.Append(value);
                at = start + length;
            }
        }

        return new(whole.Append(Redaction.Placeholders.Unescape(text[at..])).ToString(), places);
    }
}
