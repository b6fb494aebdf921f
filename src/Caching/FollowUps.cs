using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Parley.Caching;

/// <summary>Tells questions that point at something said before.</summary>
internal static partial class FollowUps
{
    private const int LeastTerms = 2;
    private const int LeastLetters = 5;

    private static readonly FrozenSet<string> Beginnings = ((string[])
    [
        "and", "or", "but", "also", "then", "so", "because", "what about", "how about", "why not", "same", "more", "again", "continue", "go on", "else", "yes", "no", "ok", "okay",
        "und", "oder", "aber", "auch", "dann", "also", "weiter", "nochmal", "ja", "nein", "was ist mit", "wie ware",
        "et", "ou bien", "mais", "aussi", "alors", "encore", "continue", "oui", "non", "qu'en est il",
        "y", "o", "pero", "tambien", "entonces", "otra vez", "sigue", "continua", "si", "que tal", "que pasa con",
    ]).ToFrozenSet();

    /// <param name="words">Folded.</param>
    /// <param name="terms">Words of the question that carry content.</param>
    public static bool Is(string text, IReadOnlyList<string> words, int terms)
    {
        var joined = $"{string.Join(' ', words)} ";
        return terms < LeastTerms || text.Count(char.IsLetter) < LeastLetters
            || Beginnings.Any(beginning => joined.StartsWith(beginning + " ", StringComparison.Ordinal))
            || Pointing().IsMatch($" {Fixed().Replace($" {joined}", " ")}") || Earlier().IsMatch($" {joined}");
    }

    // "Is it possible", "does it take": it points at nothing.
    [GeneratedRegex(@"(?<= )(is it|it is|was it|it's|does it take|it takes|would it be|will it be|makes it|make it|gibt es|es gibt|ist es|es ist|wie lange dauert es|il y a|est il|il est|y a t il|qu'est ce que c'est que|that is called) (?=\p{L})")]
    private static partial Regex Fixed();

    [GeneratedRegex(
        @" (it|its|it's|they|them|their|theirs|he|him|his|she|her|hers|this|these|those|that one|that|this one|the other|another one|one more|there|es|ihn|ihm|sie|ihnen|ihr|ihre|ihren|dies|diese|dieser|dieses|diesen|diesem|das da|davon|damit|dazu|dafur|daran|daraus|darin|daruber"
        + @"|il|elle|ils|elles|ca|cela|ceci|celui|celle|ceux|cet|cette|ces|ce|lui|leur|leurs|eso|esto|ello|ella|ellos|ellas|este|esta|estos|estas|ese|esa|esos|esas|aquel|aquella|lo) ")]
    private static partial Regex Pointing();

    [GeneratedRegex(@" (above|previous|previously|earlier|the former|the latter|you (said|mentioned|wrote|told)|as before|your (last|previous) (answer|message)|oben|vorher|vorhin|du (gesagt|geschrieben)|letztere[rsn]?|ci dessus|precedent|precedente|tu as dit|vous avez dit|anterior|arriba|dijiste|mencionaste|shorter|longer|rephrase|translate|summari[sz]e) ")]
    private static partial Regex Earlier();
}
