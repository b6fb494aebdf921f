using System.Collections.Frozen;
using Parley.Text;

namespace Parley.Caching;

/// <summary>Words that turn a sentence into its contrary.</summary>
internal static class Negations
{
    private static readonly FrozenSet<string> Known =
        """
        not no never without cannot nor neither none nobody nothing unable impossible except excluding instead lacks lack lacking fail fails failed stop avoid refuse prevent
        nicht kein keine keinen keiner keinem nie niemals ohne unmöglich außer
        pas sans jamais aucun aucune impossible sauf
        sin nunca jamás ninguno ninguna ningún imposible excepto tampoco
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => Words.Fold(word, Script.Latin)).ToFrozenSet();

    public static bool In(IReadOnlyList<string> words) =>
        words.Any(word => Known.Contains(word) || word.EndsWith("n't", StringComparison.Ordinal) || word is "dont" or "cant" or "doesnt" or "isnt" or "wont" or "didnt");
}
