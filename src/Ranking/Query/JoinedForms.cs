using Parley.Text;

namespace Parley.Ranking;

/// <summary>The forms of words that some write as one and some as two: "covid 19" and "covid19", "time table" and "timetable".</summary>
internal static class JoinedForms
{
    private const int LeastLetters = 3;
    private const int LongestGap = 1;

    /// <summary>The word joined with its neighbours, and its letters alone where it ends with a number.</summary>
    public static IEnumerable<string> Of(string text, Word[] words, int at, Language language)
    {
        var word = words[at];
        foreach (var (first, second) in new[] { (at - 1, at), (at, at + 1) })
        {
            if (first >= 0 && second < words.Length && Touch(text, words[first], words[second]))
            {
                var joined = string.Concat(text.AsSpan(words[first].Start, words[first].Length), text.AsSpan(words[second].Start, words[second].Length));
                foreach (var term in TextAnalyzer.TermsOf(joined, new Word(0, joined.Length, words[first].Script), language))
                {
                    yield return term;
                }
            }
        }

        var letters = Letters(text.AsSpan(word.Start, word.Length));
        if (letters >= LeastLetters && letters < word.Length)
        {
            foreach (var term in TextAnalyzer.TermsOf(text, new Word(word.Start, letters, word.Script), language))
            {
                yield return term;
            }
        }
    }

    private static bool Touch(string text, Word first, Word second) =>
        second.Start - first.End == LongestGap && text[first.End] is ' ' or '-' && first.Script is not (Script.Cjk or Script.SouthEast)
        && (second.Script == first.Script || second.Script == Script.Other) && first.Length + second.Length <= 40;

    private static int Letters(ReadOnlySpan<char> word)
    {
        var letters = word.IndexOfAnyInRange('0', '9');
        return letters < 0 || word[letters..].ContainsAnyExceptInRange('0', '9') ? 0 : letters;
    }
}
