using System.Collections.Frozen;

namespace Parley.Text;

/// <summary>What is known about one language: how its words are cut to stems and which of them carry no content.</summary>
/// <param name="Code">ISO 639-1.</param>
/// <param name="KeepsMarks">True when marks tell words apart that readers never confuse (Vietnamese).</param>
public sealed record Language(string Code, Script Script, FrozenSet<string> StopWords, Func<string, string> Stem, bool KeepsMarks = false)
{
    /// <summary>No known language: words are folded and taken as they are.</summary>
    public static Language Unknown { get; } = new("und", Script.Other, FrozenSet<string>.Empty, word => word);

    public static IReadOnlyList<Language> All { get; } =
    [
        Of("en", Script.Latin, LanguageWords.English, EnglishStemmer.Stem),
        Of("de", Script.Latin, LanguageWords.German, new LightStemmer("ern em er en es e s n", 4).Stem),
        Of("fr", Script.Latin, LanguageWords.French, new LightStemmer("issements issement ements ement ations ation euses euse eaux aux ives ive ees ee ent er es e s x", 4).Stem),
        Of("es", Script.Latin, LanguageWords.Spanish, new LightStemmer("aciones acion amientos amiento mente ados adas ado ada idos idas ido ida ar er ir os as es o a e", 4).Stem),
        Of("it", Script.Latin, LanguageWords.Italian, new LightStemmer("azioni azione amenti amento mente ati ate ato ata iti ite ito ita are ere ire i e o a", 4).Stem),
        Of("pt", Script.Latin, LanguageWords.Portuguese, new LightStemmer("acoes acao amentos amento mente ados adas ado ada idos idas ido ida oes ar er ir os as es o a e", 4).Stem),
        Of("nl", Script.Latin, LanguageWords.Dutch, new LightStemmer("heden heid ingen ing eren en er es e s", 4).Stem),
        Of("ro", Script.Latin, LanguageWords.Romanian, new LightStemmer("urilor ului elor ilor atia ul ea ei ii le lor e i a u", 4).Stem),
        Of("tr", Script.Latin, LanguageWords.Turkish, new LightStemmer("larindan lerinden larinin lerinin larinda lerinde larin lerin lardan lerden larda lerde lari leri lar ler nin nun dan den tan ten da de ta te in un yi yu si su i u a e", 4).Stem),
        Of("vi", Script.Latin, LanguageWords.Vietnamese, word => word, keepsMarks: true),
        Of("el", Script.Greek, LanguageWords.Greek, new LightStemmer("ματος ματα εων ους ων ος ης ας ες οι ου ηκε ησε ει α η ο ι ε σ", 4).Stem),
        Of("ru", Script.Cyrillic, LanguageWords.Russian, new LightStemmer("иями ями ами ого его ому ему ыми ими ая яя ое ее ые ие ый ий ой ей ов ев ам ям ах ях ом ем ую юю ешь ет ит ут ют ат ят ла ло ли ть а я о е ы и у ю ь й", 3).Stem),
        Of("ar", Script.Arabic, LanguageWords.Arabic, StemArabic),
        Of("hi", Script.Devanagari, LanguageWords.Hindi, new LightStemmer("ियों ियाँ ाओं ों ें ीं ाँ ां ो े ी ि ा ु ू", 2).Stem),
    ];

    private static readonly FrozenDictionary<string, Language> ByCode = All.ToFrozenDictionary(language => language.Code);

    /// <returns>The language, or <see cref="Unknown"/>.</returns>
    public static Language Find(string? code) => code is not null && ByCode.TryGetValue(code, out var language) ? language : Unknown;

    private static Language Of(string code, Script script, string stopWords, Func<string, string> stem, bool keepsMarks = false) => new(
        code,
        script,
        stopWords.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => Words.Fold(word, script, keepsMarks)).ToFrozenSet(),
        stem,
        keepsMarks);

    private static readonly LightStemmer ArabicEndings = new("ات ون ين ان ها هم هن كم نا ته تي ية يه ه ي", 3);

    private static string StemArabic(string word)
    {
        foreach (var article in (ReadOnlySpan<string>)["وال", "بال", "كال", "فال", "ال", "لل"])
        {
            if (word.Length - article.Length >= 3 && word.StartsWith(article, StringComparison.Ordinal))
            {
                word = word[article.Length..];
                break;
            }
        }

        return ArabicEndings.Stem(word);
    }
}
