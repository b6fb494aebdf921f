using System.Buffers;
using System.Collections.Frozen;

namespace Parley.Text;

/// <summary>Reduces English words to their stems.</summary>
/// <remarks>The Porter2 algorithm as specified by M. F. Porter, "The English (Porter2) stemming algorithm" (Snowball project).</remarks>
internal static class EnglishStemmer
{
    private static readonly FrozenDictionary<string, string> Exceptions =
        """
        skis:ski skies:sky dying:die lying:lie tying:tie idly:idl gently:gentl ugly:ugli early:earli only:onli singly:singl sky:sky news:news
        howe:howe atlas:atlas cosmos:cosmos bias:bias andes:andes
        """
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':'))
        .ToFrozenDictionary(pair => pair[0], pair => pair[1]);

    private static readonly FrozenSet<string> KeptAfterPlural =
        new[] { "inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed" }.ToFrozenSet();

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    private static readonly (string Suffix, string With)[] Step2 =
    [
        ("ization", "ize"), ("ational", "ate"), ("fulness", "ful"), ("ousness", "ous"), ("iveness", "ive"), ("tional", "tion"), ("biliti", "ble"),
        ("lessli", "less"), ("entli", "ent"), ("ation", "ate"), ("alism", "al"), ("aliti", "al"), ("ousli", "ous"), ("iviti", "ive"),
        ("fulli", "ful"), ("enci", "ence"), ("anci", "ance"), ("abli", "able"), ("izer", "ize"), ("ator", "ate"), ("alli", "al"), ("bli", "ble"),
    ];

    private static readonly (string Suffix, string With)[] Step3 =
    [
        ("ational", "ate"), ("tional", "tion"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""), ("ful", ""),
    ];

    private static readonly string[] Step4 =
    [
        "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize", "al", "er", "ic",
    ];

    public static string Stem(string word)
    {
        if (word.Length <= 2 || word.AsSpan().ContainsAnyExceptInRange('a', 'z') && !word.Contains('\'', StringComparison.Ordinal))
        {
            return word;
        }

        word = word.TrimStart('\'');
        if (Exceptions.TryGetValue(word, out var exception))
        {
            return exception;
        }

        word = MarkConsonantY(word);
        var (r1, r2) = Regions(word);
        word = Step0(word);
        word = Step1a(word);
        if (KeptAfterPlural.Contains(word))
        {
            return word.ToLowerInvariant();
        }

        word = Step1b(word, r1);
        word = Step1c(word);
        word = Step2And3(word, r1, r2);
        word = LastSteps(word, r1, r2);
        return word.ToLowerInvariant();
    }

    private static string MarkConsonantY(string word)
    {
        var letters = word.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (letters[i] == 'y' && (i == 0 || IsVowel(letters[i - 1])))
            {
                letters[i] = 'Y';
            }
        }

        return new string(letters);
    }

    private static (int R1, int R2) Regions(string word)
    {
        var r1 = word.StartsWith("gener", StringComparison.Ordinal) || word.StartsWith("arsen", StringComparison.Ordinal) ? 5
            : word.StartsWith("commun", StringComparison.Ordinal) ? 6
            : After(word, 0);
        return (r1, After(word, r1));
    }

    // The region after the first non-vowel that follows a vowel.
    private static int After(string word, int from)
    {
        for (var i = from + 1; i < word.Length; i++)
        {
            if (!IsVowel(word[i]) && IsVowel(word[i - 1]))
            {
                return i + 1;
            }
        }

        return word.Length;
    }

    private static string Step0(string word) =>
        Ends(word, "'s'") ? word[..^3] : Ends(word, "'s") ? word[..^2] : Ends(word, "'") ? word[..^1] : word;

    private static string Step1a(string word)
    {
        if (Ends(word, "sses"))
        {
            return word[..^2];
        }

        if (Ends(word, "ied") || Ends(word, "ies"))
        {
            return word.Length > 4 ? word[..^2] : word[..^1];
        }

        return Ends(word, "us") || Ends(word, "ss") || !Ends(word, "s") || !HasVowel(word.AsSpan(0, Math.Max(0, word.Length - 2))) ? word : word[..^1];
    }

    private static string Step1b(string word, int r1)
    {
        foreach (var suffix in (ReadOnlySpan<string>)["eedly", "eed"])
        {
            if (Ends(word, suffix))
            {
                return word.Length - suffix.Length >= r1 ? word[..^suffix.Length] + "ee" : word;
            }
        }

        foreach (var suffix in (ReadOnlySpan<string>)["ingly", "edly", "ing", "ed"])
        {
            if (!Ends(word, suffix))
            {
                continue;
            }

            var stem = word[..^suffix.Length];
            if (!HasVowel(stem))
            {
                return word;
            }

            if (Ends(stem, "at") || Ends(stem, "bl") || Ends(stem, "iz"))
            {
                return stem + "e";
            }

            return EndsDouble(stem) ? stem[..^1] : IsShort(stem, r1) ? stem + "e" : stem;
        }

        return word;
    }

    private static string Step1c(string word) =>
        word.Length > 2 && word[^1] is 'y' or 'Y' && !IsVowel(word[^2]) ? word[..^1] + "i" : word;

    private static string Step2And3(string word, int r1, int r2)
    {
        word = Replace(word, r1, Step2, out var replaced);
        if (!replaced)
        {
            word = Ends(word, "ogi") && word.Length - 3 >= r1 && word.Length > 3 && word[^4] == 'l' ? word[..^1]
                : Ends(word, "li") && word.Length - 2 >= r1 && word.Length > 2 && "cdeghkmnrt".Contains(word[^3], StringComparison.Ordinal) ? word[..^2]
                : word;
        }

        word = Replace(word, r1, Step3, out replaced);
        return !replaced && Ends(word, "ative") && word.Length - 5 >= r2 ? word[..^5] : word;
    }

    private static string Replace(string word, int r1, (string Suffix, string With)[] rules, out bool matched)
    {
        foreach (var (suffix, with) in rules)
        {
            if (Ends(word, suffix))
            {
                matched = true;
                return word.Length - suffix.Length >= r1 ? word[..^suffix.Length] + with : word;
            }
        }

        matched = false;
        return word;
    }

    private static string LastSteps(string word, int r1, int r2)
    {
        var matched = false;
        foreach (var suffix in Step4)
        {
            if (Ends(word, suffix))
            {
                matched = true;
                word = word.Length - suffix.Length >= r2 ? word[..^suffix.Length] : word;
                break;
            }
        }

        if (!matched && Ends(word, "ion") && word.Length - 3 >= r2 && word.Length > 3 && word[^4] is 's' or 't')
        {
            word = word[..^3];
        }

        if (Ends(word, "e") && (word.Length - 1 >= r2 || (word.Length - 1 >= r1 && !EndsShortSyllable(word[..^1]))))
        {
            return word[..^1];
        }

        return Ends(word, "ll") && word.Length - 1 >= r2 ? word[..^1] : word;
    }

    private static bool IsShort(string word, int r1) => r1 >= word.Length && EndsShortSyllable(word);

    private static bool EndsShortSyllable(string word) => word.Length switch
    {
        < 2 => false,
        2 => IsVowel(word[0]) && !IsVowel(word[1]),
        _ => !IsVowel(word[^3]) && IsVowel(word[^2]) && !IsVowel(word[^1]) && word[^1] is not ('w' or 'x' or 'Y'),
    };

    private static bool EndsDouble(string word) => word.Length > 1 && word[^1] == word[^2] && "bdfgmnprt".Contains(word[^1], StringComparison.Ordinal);

    private static bool Ends(string word, string suffix) => word.EndsWith(suffix, StringComparison.Ordinal);

    private static bool HasVowel(ReadOnlySpan<char> word) => word.ContainsAny(Vowels);

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
}
