using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Parley.Embedding;
using Parley.Text;

namespace Parley.Caching;

/// <summary>A word of a question that carries content.</summary>
/// <param name="Stem">In the language of the question.</param>
/// <param name="Weight">0 for the commonest words to 1 for rare ones.</param>
/// <param name="IsName">Whether it is written as a name inside a sentence.</param>
internal sealed record Term(string Stem, float Weight, bool IsName);

/// <summary>A question taken apart once, so that it can be held against many others.</summary>
public sealed partial class Question
{
    // They ask for leave or politely, and nothing else.
    private static readonly FrozenSet<string> Fillers = ((string[])
    [
        "please", "hi", "hello", "kindly", "bitte", "hallo", "kann", "konnte", "mochte", "puis", "peux", "peut", "pourrais", "bonjour", "puedo", "puede", "podria", "hola", "favor",
    ]).ToFrozenSet();

    private static readonly SearchValues<char> Ends = SearchValues.Create(".?!:;\n\"");

    private const int LongestText = 4_000;
    private const int LongestName = 40;

    /// <exception cref="ArgumentException">The text is longer than a question that is ever held against others.</exception>
    public Question(string text)
    {
        if (text.Length > LongestText)
        {
            throw new ArgumentException($"A question has up to {LongestText} UTF-16 units, this one {text.Length}.", nameof(text));
        }

        Text = text;
        Vector = BuiltInEmbedder.Embed(text);
        var language = LanguageDetector.Detect(text, Language.Find("en"));
        var (terms, folded) = (new List<Term>(), new List<string>());
        var before = 0;
        foreach (var word in Words.In(text))
        {
            folded.Add(Words.Fold(text.AsSpan(word.Start, word.Length), word.Script).Replace('’', '\''));
            var isName = language.Code != "de" && word.Length <= LongestName && char.IsUpper(text[word.Start])
                && before > 0 && text.AsSpan(before, word.Start - before).IndexOfAny(Ends) < 0;
            before = word.End;
            if (Fillers.Contains(folded[^1]))
            {
                continue;
            }

            terms.AddRange(TextAnalyzer.TermsOf(text, word, language).Select(stem => new Term(stem, WordWeights.Of(stem), isName)));
        }

        (Terms, WordForms, Language) = (terms, folded, language);
        Numbers = [.. Number().Matches(text).Select(match => Plain(match.Value)).Concat(folded.Select(SpelledNumbers.Find).OfType<string>()).Order(StringComparer.Ordinal)];
        Identifiers = [.. Identifier().Matches(text).Select(match => match.Value.ToLowerInvariant()).Distinct()];
        IsNegated = Negations.In(folded);
        Asks = AskedFor.Of(folded);
        AsksTimes = AskedFor.Count(text, folded);
        Places = [.. folded.SelectMany(word => WordSets.Exclusive.Of(word)).Distinct()];
        Directions = Direction.Of(text, language);
        Trigrams = Runs(string.Join(' ', folded), 3);
    }

    /// <summary>Whether a text is short enough to be a question that is held against others.</summary>
    public static bool Fits(string text) => text.Length <= LongestText;

    public string Text { get; }

    /// <summary>Of length 1; shape [<see cref="BuiltInEmbedder.Dimensions"/>].</summary>
    public ReadOnlyMemory<float> Vector { get; }

    internal Language Language { get; }

    internal IReadOnlyList<Term> Terms { get; }

    internal IReadOnlyList<string> WordForms { get; }

    internal IReadOnlyList<string> Numbers { get; }

    /// <summary>Names of code, versions and abbreviations, in lower case.</summary>
    internal IReadOnlyList<string> Identifiers { get; }

    internal bool IsNegated { get; }

    internal AskedKind Asks { get; }

    internal int AsksTimes { get; }

    internal IReadOnlyList<(int Line, int Word)> Places { get; }

    internal IReadOnlyList<Direction> Directions { get; }

    internal HashSet<string> Trigrams { get; }

    private static HashSet<string> Runs(string text, int length)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        text = $" {text} ";
        for (var i = 0; i + length <= text.Length; i++)
        {
            runs.Add(text.Substring(i, length));
        }

        return runs;
    }

    // 1,000 and 1000 are one number; 1.5 is another. Leading zeros belong to it.
    private static string Plain(string number) => Thousands().Replace(number, "");

    [GeneratedRegex(@"\d+(?:[.,:]\d+)*")]
    private static partial Regex Number();

    [GeneratedRegex(@",(?=\d{3}(?!\d))")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"[\p{L}\d]+(?:[._#][\p{L}\d]+)+|\b\p{Lu}{2,}\d*\b|\b\p{L}+\d[\p{L}\d]*\b|\b[B-HJ-Z]\b|\bC\+\+|\bC#|\b\p{Ll}+\p{Lu}\p{L}*\b")]
    private static partial Regex Identifier();
}
