using System.Collections.Frozen;
using Parley.Text;

namespace Parley.Caching;

/// <summary>Numbers that are written as words. "One" is left out: it mostly means somebody.</summary>
internal static class SpelledNumbers
{
    private static readonly FrozenDictionary<string, string> Known = Read(
        """
        two 2 three 3 four 4 five 5 six 6 seven 7 eight 8 nine 9 ten 10 eleven 11 twelve 12 twenty 20 thirty 30 fifty 50 hundred 100 thousand 1000
        half 1/2 twice 2x double 2x triple 3x
        zwei 2 drei 3 vier 4 fünf 5 sechs 6 sieben 7 acht 8 neun 9 zehn 10 zwölf 12 zwanzig 20 hundert 100 tausend 1000
        deux 2 trois 3 quatre 4 cinq 5 sept 7 huit 8 neuf 9 dix 10 douze 12 vingt 20 cent 100 mille 1000
        dos 2 tres 3 cuatro 4 cinco 5 seis 6 siete 7 ocho 8 nueve 9 diez 10 doce 12 veinte 20 cien 100 mil 1000
        """);

    public static string? Find(string word) => Known.GetValueOrDefault(word);

    private static FrozenDictionary<string, string> Read(string pairs) =>
        pairs.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Chunk(2)
            .ToFrozenDictionary(pair => Words.Fold(pair[0], Script.Latin), pair => pair[1]);
}
