using System.Collections.Frozen;
using Parley.Text;

namespace Parley.Understanding;

/// <summary>What tells languages of the Latin script apart: words without content, letters and endings. A cue that several share counts for each in part.</summary>
internal static class LatinCues
{
    /// <summary>ISO 639-1, in the order of the bits of a cue.</summary>
    public static readonly string[] Codes = ["en", "de", "fr", "es", "it", "pt", "nl", "ro", "tr", "vi", "sv", "da", "nb", "pl", "cs", "fi", "hu", "id"];

    private const int LongestEnding = 5;

    // Beside those that other rooms leave out of their indexes.
    private static readonly (string Code, string Words)[] More =
    [
        ("de", "schon mehr wieder hier jetzt immer seit gegen zwischen alle viel euch unser damit doch weil ob dort heute"),
        ("fr", "tout fait très bien aussi peut deux après avant toujours encore même ils être faire cela ça chez depuis entre moins ici trop fois voir donc"),
        ("es", "está están hay porque cuando donde todo todos todas esto eso tiene tienen puede hacer después antes ahora siempre años vez día aunque mientras según así otro otra ni hemos nosotros hace bien cada parte solo"),
        ("it", "gli molto tutto tutti così dopo già solo ancora lui lei noi dove prima anni ogni poi fare può sono stata essere hanno fatto sia però quello quella tra dal dalla quanto due nostro"),
        ("pt", "você isso está ainda depois sempre todos tudo anos dia pode fazer eles nós porque quando sem seus pelos pelas à às aos mesmo outro outra só agora então onde dois"),
        ("nl", "wel nog alle tegen na toen dus omdat haar hun ons wij jullie meer veel geen niet werd heeft deze onder andere tijdens tussen eerste goed gaan"),
        ("ro", "doar toate tot mult fiind pentru trebuie poate după când foarte acum noi ei lor asta acestea prin atunci fost decât către fără niște"),
        ("tr", "ama çok sonra önce şey bunu onun diye ise gibi kadar her yeni iki ilk tüm böyle bütün bazı göre karşı içinde üzerinde olduğunu ettiği"),
        ("sv", "och att det som en är av för på med den till inte har jag om ett men var sig så vi kan man när de år från hur vad mycket också detta efter"),
        ("da", "og at det er en til af på for med der den som ikke jeg de har et men om han vi kan var sig hvad hvor når nu også efter fra meget denne blev skal"),
        ("nb", "og at det er en til av på for med den som ikke jeg de har et men om han vi kan var seg hva hvor når nå også etter fra mye denne ble skal fikk"),
        ("pl", "i w na z się nie to że do jest o jak po co tak za ale od czy przez dla już tylko jego był może są który która które ten bardzo jestem oraz gdy"),
        ("cs", "a v na se je že s z do o i to jako za by pro si ale jsou jsem byl tak které který která od při také jeho po jen bylo není jak co když už nebo"),
        ("fi", "ja on ei se että hän oli mutta ovat kun myös niin joka mitä jos tämä ole minä sen voi kuin ollut mukaan sekä vain kaikki jo miten mikä siitä tai"),
        ("hu", "a az és hogy nem is egy van de ez azt csak meg már ha volt mint el vagy még ki mert aki ami lehet minden kell nagyon ezt hogyan miért pedig után"),
        ("id", "yang dan di ini itu dengan untuk tidak dari dalam akan pada saya ke ada juga adalah bisa oleh kami sudah atau karena mereka kita apa bagaimana telah lebih harus"),
    ];

    private static readonly (string Letters, string Codes)[] Letters =
    [
        ("ß", "de"), ("ä", "de sv fi"), ("ö", "de sv fi hu tr"), ("ü", "de tr hu"), ("ñ¿¡", "es"), ("ç", "fr pt tr"), ("œûëï", "fr"), ("è", "fr it vi"), ("ê", "fr pt vi"), ("î", "fr ro"),
        ("à", "fr it pt vi"), ("ìò", "it vi"), ("ù", "it fr vi"), ("é", "fr es pt hu cs"), ("â", "ro fr pt vi"), ("ãõ", "pt vi"), ("ă", "ro vi"), ("ţțș", "ro"), ("ş", "tr ro"), ("ığİ", "tr"), ("å", "sv da nb"),
        ("æø", "da nb"), ("ąęłńśźż", "pl"), ("ěřů", "cs"), ("čšžý", "cs"), ("őű", "hu"), ("đơư", "vi"), ("óíú", "es hu cs pt"), ("á", "es hu cs pt"), ("ô", "fr vi pt"),
    ];

    private static readonly (string Endings, string Codes)[] Endings =
    [
        ("ing ness ly", "en"), ("tion", "en fr"), ("ung lich isch keit heit chen", "de"), ("cion dad ando iendo", "es"), ("mente", "es it pt"), ("cao coes agem inho", "pt"), ("zione zioni tta ggio", "it"),
        ("heid lijk tje", "nl"), ("aux eux ette ment oir", "fr"), ("ului elor eaza", "ro"), ("lar ler yor mak mek", "tr"), ("ning arna", "sv"), ("ssa lla taan sta", "fi"), ("nak nek ban ben", "hu"), ("owa ych ego", "pl"),
    ];

    private static readonly FrozenDictionary<string, uint> ByWord = Words();
    private static readonly FrozenDictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> WordLookup = ByWord.GetAlternateLookup<ReadOnlySpan<char>>();
    private static readonly FrozenDictionary<char, uint> ByLetter =
        Letters.SelectMany(line => line.Letters, (line, letter) => (letter, Mask(line.Codes))).ToFrozenDictionary(pair => pair.letter, pair => pair.Item2);

    private static readonly FrozenDictionary<string, uint> ByEnding =
        Endings.SelectMany(line => line.Endings.Split(' '), (line, ending) => (ending, Mask(line.Codes))).ToFrozenDictionary(pair => pair.ending, pair => pair.Item2);

    private static readonly FrozenDictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> EndingLookup = ByEnding.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly uint Vietnamese = Mask("vi");

    /// <param name="folded">A whole word.</param>
    /// <returns>A bit for each language in which it is a word without content.</returns>
    public static uint OfWord(ReadOnlySpan<char> folded) => WordLookup.TryGetValue(folded, out var mask) ? mask : 0;

    /// <param name="letter">As it was written, in lower case.</param>
    public static uint OfLetter(char letter) =>
        letter is >= 'ạ' and <= 'ỹ' ? Vietnamese : letter > '\u007F' && ByLetter.TryGetValue(letter, out var mask) ? mask : 0;

    /// <param name="folded">A whole word.</param>
    public static uint OfEnding(ReadOnlySpan<char> folded)
    {
        for (var length = Math.Min(LongestEnding, folded.Length - 2); length >= 2; length--)
        {
            if (EndingLookup.TryGetValue(folded[^length..], out var mask))
            {
                return mask;
            }
        }

        return 0;
    }

    private static uint Mask(string codes) => codes.Split(' ').Aggregate(0u, (mask, code) => mask | (1u << Array.IndexOf(Codes, code)));

    private static FrozenDictionary<string, uint> Words()
    {
        var known = from language in Language.All
                    where Array.IndexOf(Codes, language.Code) >= 0 && !language.KeepsMarks
                    from word in language.StopWords
                    select (language.Code, word);
        var more = More.SelectMany(line => line.Words.Split(' '), (line, word) => (line.Code, word));
        return known.Concat(more).GroupBy(pair => string.Concat(pair.word.Select(c => Folding.Of(c)).Where(c => c is not null and not Folding.Gap)))
            .ToFrozenDictionary(group => group.Key, group => group.Aggregate(0u, (mask, pair) => mask | Mask(pair.Code)), StringComparer.Ordinal);
    }
}
