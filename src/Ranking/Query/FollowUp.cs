using System.Collections.Frozen;
using Parley.Text;

namespace Parley.Ranking;

/// <summary>What the conversation adds to a question; all are weights beside 1 of the question's own words.</summary>
/// <param name="Leaning">For a question that leans on what was said before, by a pronoun or by what it leaves out.</param>
/// <param name="Standing">For a question that could stand alone, which may have another subject.</param>
/// <param name="First">Share of the conversation's first question, which names the subject.</param>
/// <param name="Latest">Share of the question before.</param>
/// <param name="Answer">Share of the words that the latest answer says more than once, or as names.</param>
public sealed record HistoryWeights(double Leaning = 0.4, double Standing = 0.1, double First = 1, double Latest = 1, double Answer = 0.5, int AnswerTerms = 8);

/// <summary>Takes words of the conversation into a question that says "it", "these" or "what about", weighted rather than pasted into its text.</summary>
internal static class FollowUp
{
    private const int FewWords = 2;
    private const int LooksBack = 6;
    private const int LongestAnswer = 8_000;

    private static readonly FrozenSet<string> Pointers =
        """
        it its it's they them their theirs this these those he him his she her hers one ones another others else more again
        er sie ihn ihm ihr ihre ihren seine seinen dies diese dieser dieses diesen dort dafür davon damit dazu darüber
        il elle ils elles ce cet cette ces celui celle ceux cela ça
        él ella ellos ellas este esta esto estos estas ese esa eso esos esas
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Openings =
        ["what about", "how about", "and ", "or ", "but ", "so ", "why not", "what else", "tell me more", "was ist mit", "und ", "et ", "y ", "qué tal"];

    /// <summary>Whether a question leans on what was said before.</summary>
    /// <param name="content">Words of content that the question has.</param>
    public static bool Leans(string question, int content)
    {
        var lower = question.Trim().ToLowerInvariant();
        return content <= FewWords || Openings.Any(opening => lower.StartsWith(opening, StringComparison.Ordinal))
            || Points(question);
    }

    // "his" after a name in the same question is that name's, and no earlier one's.
    private static bool Points(string question)
    {
        var isFirst = true;
        foreach (var word in Words.In(question))
        {
            var shown = question.Substring(word.Start, word.Length);
            if (Pointers.Contains(shown.ToLowerInvariant()))
            {
                return true;
            }

            if (!isFirst && char.IsUpper(shown[0]) && shown.Length > 1)
            {
                return false;
            }

            isFirst = false;
        }

        return false;
    }

    /// <summary>The words that the history adds, each once, with what each is worth.</summary>
    public static IEnumerable<(string Text, double Weight)> Texts(IReadOnlyList<SaidBefore> history, bool leans, HistoryWeights weights)
    {
        var share = leans ? weights.Leaning : weights.Standing;
        var asked = history.Where(said => said.IsUser).Select(said => said.Text).ToList();
        if (asked is [])
        {
            yield break;
        }

        yield return (asked[^1], share * weights.Latest);
        yield return (asked[0], share * weights.First);
        for (var back = 2; back <= Math.Min(LooksBack, asked.Count - 1); back++)
        {
            yield return (asked[^back], share * weights.Latest / back);
        }

        if (history.LastOrDefault(said => !said.IsUser) is { } answer)
        {
            yield return (string.Join(' ', Salient(answer.Text[..Math.Min(LongestAnswer, answer.Text.Length)], weights.AnswerTerms)), share * weights.Answer);
        }
    }

    // Names, and words said more than once.
    private static IEnumerable<string> Salient(string answer, int most)
    {
        var words = Words.In(answer).Select(word => answer.Substring(word.Start, word.Length)).ToList();
        return words.Skip(1).GroupBy(word => word.ToLowerInvariant())
            .Select(group => (Word: group.First(), Count: group.Count() + (group.All(word => char.IsUpper(word[0])) ? 1 : 0)))
            .Where(one => one.Count > 1 && one.Word.Length > 2 && !CommonWords.Contains(one.Word.ToLowerInvariant()) && !IsEmpty(one.Word))
            .OrderByDescending(one => one.Count).ThenBy(one => one.Word, StringComparer.Ordinal)
            .Take(most).Select(one => one.Word);
    }

    private static bool IsEmpty(string word) => !TextAnalyzer.Terms(word, LanguageDetector.Detect(word, Language.Find("en"))).Any();
}
