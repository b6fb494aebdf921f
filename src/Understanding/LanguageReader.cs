using System.Numerics;
using Parley.Text;

namespace Parley.Understanding;

/// <summary>Tells the language of a message: by its script, by letters that one language alone has, and for the Latin script by the cues of its words.</summary>
internal static class LanguageReader
{
    private const int LongestWord = 24;
    private const int Kinds = (int)Script.SouthEast + 1;
    private const float LetterVote = 1.2f;
    private const float EndingVote = 0.4f;

    // What speaks for none of the languages that are known here, before anything was read.
    private const float Unseen = 0.6f;
    private const float Least = 0.35f;

    public static Guess Read(ReadOnlySpan<char> text)
    {
        Span<int> scripts = stackalloc int[Kinds];
        scripts.Clear();
        foreach (var c in text)
        {
            scripts[(int)Scripts.Of(c)]++;
        }

        scripts[(int)Script.None] = scripts[(int)Script.Other] = 0;

        // A sign of Chinese says as much as a word of letters.
        scripts[(int)Script.Cjk] *= 4;
        var main = 0;
        for (var i = 1; i < Kinds; i++)
        {
            main = scripts[i] > scripts[main] ? i : main;
        }

        return scripts[main] == 0 ? Guess.None : (Script)main == Script.Latin ? ReadLatin(text) : ScriptCues.Read((Script)main, text);
    }

    /// <param name="code">ISO 639-1.</param>
    public static bool IsLatin(string code) => Array.IndexOf(LatinCues.Codes, code) >= 0;

    private static Guess ReadLatin(ReadOnlySpan<char> text)
    {
        Span<char> word = stackalloc char[LongestWord];
        Span<float> votes = stackalloc float[LatinCues.Codes.Length];
        votes.Clear();
        var (length, letter) = (0, 0u);
        for (var i = 0; i <= text.Length; i++)
        {
            var folded = i < text.Length ? Folding.Of(text[i]) : Folding.Gap;
            letter |= i < text.Length ? LatinCues.OfLetter(char.ToLowerInvariant(text[i])) : 0;
            if (folded is not null && folded != Folding.Gap)
            {
                word[Math.Min(length++, LongestWord - 1)] = folded.Value;
            }
            else if (folded is not null && length > 0)
            {
                var whole = word[..Math.Min(length, LongestWord)];
                var known = LatinCues.OfWord(whole);
                Vote(votes, known, 1);
                Vote(votes, known == 0 ? LatinCues.OfEnding(whole) : 0, EndingVote);
                Vote(votes, letter, LetterVote);
                (length, letter) = (0, 0);
            }
        }

        return Winner(votes);
    }

    private static void Vote(Span<float> votes, uint languages, float weight)
    {
        var part = weight / Math.Max(1, BitOperations.PopCount(languages));
        for (; languages != 0; languages &= languages - 1)
        {
            votes[BitOperations.TrailingZeroCount(languages)] += part;
        }
    }

    private static Guess Winner(ReadOnlySpan<float> votes)
    {
        var (best, second) = (0, 0f);
        for (var i = 1; i < votes.Length; i++)
        {
            (best, second) = votes[i] > votes[best] ? (i, votes[best]) : (best, Math.Max(second, votes[i]));
        }

        // Twice the votes of the next is next to certain: the share of the votes would be too low for a probability.
        var confidence = votes[best] * votes[best] / ((votes[best] * votes[best]) + (second * second) + (Unseen * Unseen));
        return confidence < Least ? Guess.None : new(LatinCues.Codes[best], confidence);
    }
}
