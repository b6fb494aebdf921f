namespace Parley.Text;

/// <summary>Tells the language of a text by its script and, among languages of one script, by a vote of their stop words.</summary>
public static class LanguageDetector
{
    private const int LooksAtWords = 400;
    private const double LeastShare = 0.08;

    /// <returns>The language, or the fallback when the text is too short or too mixed to tell.</returns>
    public static Language Detect(string text, Language? fallback = null)
    {
        var votes = new int[Language.All.Count];
        var byScript = new Dictionary<Script, int>();
        var seen = 0;
        foreach (var word in Words.In(text))
        {
            if (seen++ >= LooksAtWords)
            {
                break;
            }

            byScript[word.Script] = byScript.GetValueOrDefault(word.Script) + 1;
            Vote(text.AsSpan(word.Start, word.Length), word.Script, votes);
        }

        var main = byScript.Where(pair => pair.Key != Script.Other).OrderByDescending(pair => pair.Value).Select(pair => pair.Key).FirstOrDefault();
        var candidates = Language.All.Index().Where(language => language.Item.Script == main).ToList();
        if (candidates is [var only])
        {
            return only.Item;
        }

        var (winner, language) = candidates.Count == 0 ? default : candidates.MaxBy(candidate => votes[candidate.Index]);
        return language is not null && votes[winner] >= Math.Max(1, LeastShare * seen) ? language : fallback ?? Language.Unknown;
    }

    private static void Vote(ReadOnlySpan<char> word, Script script, int[] votes)
    {
        string? folded = null, marked = null;
        for (var i = 0; i < votes.Length; i++)
        {
            var language = Language.All[i];
            if (language.Script != script)
            {
                continue;
            }

            var form = language.KeepsMarks ? marked ??= Words.Fold(word, script, keepsMarks: true) : folded ??= Words.Fold(word, script);
            votes[i] += language.StopWords.Contains(form) ? 1 : 0;
        }
    }
}
