using System.Text.RegularExpressions;
using Parley.Conversations;
using Parley.Text;

namespace Parley.Orchestration;

/// <summary>A sentence of a conversation, with what it is worth to somebody who goes on with it.</summary>
/// <param name="Message">The message that it stands in; null for a line of an earlier summary.</param>
/// <param name="Start">Where in the message, in UTF-16 code units; the end is exclusive.</param>
/// <param name="Terms">Its content words as the index has them.</param>
internal sealed partial record Sentence(Message? Message, int Start, int End, string Text, HashSet<string> Terms)
{
    private const int Shortest = 8;
    private const int LongestWords = 60;

    public bool IsDecision { get; } = Markers.IsDecision(Text);

    public bool IsOpenQuestion { get; } = Markers.IsOpenQuestion(Text);

    /// <summary>Only the order means something; below 1 it is small talk, filler or a plain question.</summary>
    public double Score { get; } = Worth(Message, Text, Terms);

    /// <summary>The sentences of a message; code is left out.</summary>
    public static IEnumerable<Sentence> Of(Message message)
    {
        var language = LanguageDetector.Detect(message.Content.Length <= 4_000 ? message.Content : message.Content[..4_000]);
        var code = CodeBlock().Matches(message.Content).Select(match => (match.Index, End: match.Index + match.Length)).ToList();
        foreach (var span in Sentences.In(message.Content, 0, message.Content.Length))
        {
            if (span.Length < Shortest || code.Any(block => span.Start < block.End && block.Index < span.End))
            {
                continue;
            }

            var text = span.Of(message.Content);
            yield return new(message, span.Start, span.End, text, [.. TextAnalyzer.Terms(text, language)]);
        }
    }

    /// <summary>A sentence whose place is known.</summary>
    public static Sentence At(Message message, int start, int end)
    {
        var text = message.Content[start..end];
        return new(message, start, end, text, [.. TextAnalyzer.Terms(text, LanguageDetector.Detect(text))]);
    }

    /// <summary>A line of an earlier summary.</summary>
    public static Sentence OfLine(string line) => new(null, 0, line.Length, line, [.. TextAnalyzer.Terms(line, LanguageDetector.Detect(line))]);

    /// <summary>How much of what this one says another says too, 0 to 1.</summary>
    public double Likeness(Sentence other) =>
        Terms.Count == 0 || other.Terms.Count == 0 ? 0 : (double)Terms.Count(other.Terms.Contains) / Math.Min(Terms.Count, other.Terms.Count);

    private static double Worth(Message? message, string text, HashSet<string> terms)
    {
        if (terms.Count == 0)
        {
            return 0;
        }

        var names = Name().Count(text);
        var figures = Figure().Count(text);
        var worth = 0.25 + (0.05 * Math.Min(terms.Count, 10))
            + (0.8 * Math.Min(figures, 2)) + (0.5 * Math.Min(names, 2)) + (Exact().IsMatch(text) ? 0.6 : 0)
            + (Markers.IsPersonal(text) ? 1.2 : 0) + (Markers.IsDecision(text) ? 2 : 0) + (Markers.IsOpenQuestion(text) ? 1.6 : 0);
        if (Markers.IsQuestion(text) && !Markers.IsOpenQuestion(text))
        {
            worth *= 0.4;
        }

        // A sentence of this length says many things, or is no sentence.
        if (terms.Count > LongestWords)
        {
            worth *= 0.5;
        }

        // What the user says about themselves is nowhere else; an answer can be given again.
        return worth * (message?.Role switch { "user" or "agent" or null => 1.25, "tool" => 0.4, _ => 0.8 });
    }

    [GeneratedRegex("```.*?(?:```|$)", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    /// <summary>A number with what belongs to it: a date, a time, an amount, a version.</summary>
    [GeneratedRegex("""\p{Nd}[\p{Nd}.,:/\-]*|\b(?:january|february|march|april|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Figure();

    /// <summary>A word with a capital that does not begin the sentence. In German this takes nouns too.</summary>
    [GeneratedRegex("""(?<=[\p{Ll}\p{Nd},;:"“„»«(]\s)["“„(]?\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+)*""", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>What must be kept to the letter: addresses, identifiers, words in quotation marks.</summary>
    [GeneratedRegex("""https?://|\w@\w|`[^`]+`|[“"„«][^”"“»]{2,60}[”"“»]|\b\p{Lu}{2,}[\p{Lu}\p{Nd}-]*\b|\b\p{Ll}+\p{Lu}\w*|\b\w+[-_/]\p{Nd}+""", RegexOptions.CultureInvariant)]
    private static partial Regex Exact();
}
