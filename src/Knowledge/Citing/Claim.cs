using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Parley.Text;

namespace Parley.Knowledge.Citing;

/// <summary>A sentence as it is compared: its content terms, its numbers, and whether it denies.</summary>
internal sealed partial record Claim(IReadOnlySet<string> Terms, IReadOnlySet<string> Numbers, bool Denies)
{
    private const int LeastTerms = 4;

    private static readonly FrozenSet<string> Denials = FrozenSet.ToFrozenSet(
        [
            "not", "no", "never", "none", "nothing", "neither", "nor", "without", "cannot", "can't", "don't", "doesn't", "didn't", "isn't", "aren't",
            "wasn't", "weren't", "won't", "wouldn't", "shouldn't", "couldn't", "mustn't", "nicht", "kein", "keine", "keinen", "keinem", "keiner",
            "nie", "niemals", "ohne", "ne", "pas", "jamais", "aucun", "aucune", "sans", "nunca", "sin", "ningun", "ninguna", "non", "mai", "senza",
            "nao", "sem", "niet", "geen", "nooit", "zonder", "не", "нет", "никогда", "без",
        ]);

    // What a sentence says about the conversation itself is no claim about the world.
    private static readonly FrozenSet<string> Speakers = FrozenSet.ToFrozenSet(["i", "i'm", "i'll", "i've", "me", "my", "ich", "mir", "mein", "meine", "je", "yo"]);

    public static Claim Of(string sentence, Language language)
    {
        var terms = new HashSet<string>();
        var numbers = new HashSet<string>();
        var denies = false;
        foreach (var word in Words.In(sentence))
        {
            var folded = Words.Fold(sentence.AsSpan(word.Start, word.Length), word.Script).Replace('’', '\'');
            if (folded.Length > 0 && char.IsAsciiDigit(folded[0]))
            {
                numbers.Add(Number(folded));
            }

            denies |= Denials.Contains(folded);
            terms.UnionWith(TextAnalyzer.TermsOf(sentence, word, language));
        }

        return new Claim(terms, numbers, denies);
    }

    /// <summary>Whether a sentence without a label claims anything: no greeting, question, lead-in or word about the speaker does.</summary>
    public static bool IsMadeBy(string sentence, Claim claim)
    {
        var end = sentence.AsSpan().TrimEnd(" \t\r\n*_\"”»)");
        return claim.Terms.Count >= LeastTerms
            && end.Length > 0
            && end[^1] is not ('?' or '？' or '؟' or ':' or '：')
            && !HeadingOrRule().IsMatch(sentence)
            && !Words.In(sentence).Any(word => Speakers.Contains(sentence.Substring(word.Start, word.Length).ToLowerInvariant().Replace('’', '\'')));
    }

    /// <summary>The share of this claim's terms that another text holds, 0 to 1.</summary>
    public double CoveredBy(IReadOnlySet<string> terms) =>
        Terms.Count == 0 ? 0 : (double)Terms.Count(terms.Contains) / Terms.Count;

    // 1,000 and 1.000 and 1000 are one number; so are 07 and 7.
    private static string Number(string digits)
    {
        var bare = GroupMark().Replace(digits, "").Replace(',', '.').TrimStart('0');
        return bare.Length == 0 ? "0" : bare;
    }

    [GeneratedRegex("[.,](?=[0-9]{3}(?![0-9]))")]
    private static partial Regex GroupMark();

    [GeneratedRegex(@"^\s*(#{1,6}\s|[-*_]{3,}\s*$|_.*_\s*$)")]
    private static partial Regex HeadingOrRule();
}
