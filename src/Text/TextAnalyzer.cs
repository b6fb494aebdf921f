namespace Parley.Text;

/// <summary>Turns text into the terms that the index holds.</summary>
public static class TextAnalyzer
{
    private const int SouthEastGram = 3;

    /// <summary>The terms of a text in the order in which they stand there, stop words left out.</summary>
    public static IEnumerable<string> Terms(string text, Language language)
    {
        foreach (var word in Words.In(text))
        {
            foreach (var term in TermsOf(text, word, language))
            {
                yield return term;
            }
        }
    }

    /// <summary>The terms of one word: none for a stop word, several for a run of characters without blanks.</summary>
    public static IEnumerable<string> TermsOf(string text, Word word, Language language)
    {
        if (word.Script is Script.Cjk or Script.SouthEast)
        {
            return Grams(Words.Fold(text.AsSpan(word.Start, word.Length), word.Script), word.Script == Script.Cjk ? 2 : SouthEastGram);
        }

        var folded = Words.Fold(text.AsSpan(word.Start, word.Length), word.Script, language.KeepsMarks && word.Script == language.Script);
        if (folded.Length == 0 || language.StopWords.Contains(folded))
        {
            return [];
        }

        var spoken = word.Script == language.Script ? language : Language.Unknown;
        // Digits end a stem's business: a product's number is taken as it stands.
        return [folded.AsSpan().ContainsAnyInRange('0', '9') ? folded : spoken.Stem(WithoutElision(folded, spoken))];
    }

    private static IEnumerable<string> Grams(string run, int length)
    {
        if (run.Length <= length)
        {
            yield return run;
            yield break;
        }

        for (var i = 0; i + length <= run.Length; i++)
        {
            yield return run.Substring(i, length);
        }
    }

    // l'arbre, dell'anno: the article before the apostrophe is no part of the word. English keeps its own rule in the stemmer.
    private static string WithoutElision(string word, Language language)
    {
        var at = word.IndexOfAny(['\'', '’']);
        return at < 0 ? word
            : language.Code == "en" ? word.Replace('’', '\'')
            : language.Code is "fr" or "it" && at + 1 < word.Length ? word[(at + 1)..]
            : word.Remove(at, 1);
    }
}
