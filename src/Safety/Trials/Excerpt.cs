using Parley.Redaction;

namespace Parley.Safety;

/// <summary>Cuts a piece out of somebody's text to show what a guard found, as logs and traces would show it.</summary>
public static class Excerpt
{
    private const int Around = 60;
    private const int Longest = 240;
    private const int Read = 4_000;

    /// <param name="start">What is to be shown, in UTF-16 units; the beginning of the text where start and end are the same.</param>
    /// <param name="kinds">The kinds of personal data that are masked; <see cref="PolicyTrials.MaskedIn"/> has them.</param>
    /// <returns>At most some 240 characters in one line; an ellipsis stands where something was left out.</returns>
    public static string Of(string text, int start, int end, IReadOnlySet<string> kinds)
    {
        // What is looked for may lie far into a very long text; the finder reads some of what stands around it.
        var from = Whole(text, Math.Max(0, Math.Min(start, text.Length) - Read));
        var to = Whole(text, Math.Min(text.Length, Math.Min(start, text.Length) + Read));
        var masked = Redactor.Apply(text[from..to], RedactionRules.MaskAll, new() { Kinds = kinds });
        var (first, last) = masked.Offsets.Map(Math.Clamp(start - from, 0, to - from), Math.Clamp(end - from, 0, to - from));
        var left = Whole(masked.Text, Math.Max(0, first - Around));
        var right = Whole(masked.Text, Math.Min(masked.Text.Length, Math.Min(left + Longest, Math.Max(last, first) + Around)));
        var line = string.Join(' ', masked.Text[left..right].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{(left + from > 0 ? "…" : "")}{line}{(right < masked.Text.Length || to < text.Length ? "…" : "")}";
    }

    // Not between the halves of a sign.
    private static int Whole(string text, int place) => place > 0 && place < text.Length && char.IsLowSurrogate(text[place]) ? place - 1 : place;
}
