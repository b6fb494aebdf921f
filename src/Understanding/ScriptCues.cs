using System.Buffers;
using Parley.Text;

namespace Parley.Understanding;

/// <summary>Languages that have a script, or some letters of one, nearly to themselves.</summary>
internal static class ScriptCues
{
    private const double Sure = 0.99;
    private const double Likely = 0.9;

    // Many languages are written with these letters and lack the ones that would tell.
    private const double Shared = 0.75;

    private static readonly SearchValues<char> OtherCyrillic = SearchValues.Create("ќѓѕђћљњџјўәөүңқғұҳҷӣӯӊҥЌЃЅЂЋЉЊЏЈЎӘӨҮҢҚҒҰҲҶӢӮ");
    private static readonly SearchValues<char> Ukrainian = SearchValues.Create("їєґіЇЄҐІ");
    private static readonly SearchValues<char> Russian = SearchValues.Create("ыэёЫЭЁ");
    private static readonly SearchValues<char> Urdu = SearchValues.Create("ٹڈڑےں");
    private static readonly SearchValues<char> OtherArabic = SearchValues.Create("ڕڵۆێەڭۇۋېټډړږښ");
    private static readonly SearchValues<char> Persian = SearchValues.Create("پچژگکی");

    public static Guess Read(Script script, ReadOnlySpan<char> text) => script switch
    {
        Script.Greek => new("el", Sure),
        Script.Hebrew => new("he", Likely),
        Script.Devanagari => new("hi", Shared),
        Script.Cjk => ReadCjk(text),
        Script.SouthEast => text.ContainsAnyInRange('\u0E01', '\u0E5B') ? new("th", Sure) : Guess.None,
        Script.Cyrillic => text.ContainsAny(OtherCyrillic) ? Guess.None
            : text.ContainsAny(Ukrainian) ? new("uk", Likely)
            : new("ru", text.ContainsAny(Russian) ? Likely : Shared),
        Script.Arabic => text.ContainsAny(Urdu) ? new("ur", Likely)
            : text.ContainsAny(OtherArabic) ? Guess.None
            : new(text.ContainsAny(Persian) ? "fa" : "ar", Likely),
        _ => Guess.None,
    };

    private static Guess ReadCjk(ReadOnlySpan<char> text)
    {
        var (kana, hangul, han) = (0, 0, 0);
        foreach (var c in text)
        {
            kana += c is >= '\u3040' and <= '\u30FF' ? 1 : 0;
            hangul += c is >= '\uAC00' and <= '\uD7AF' ? 1 : 0;
            han += c is >= '\u3400' and <= '\u9FFF' ? 1 : 0;
        }

        return hangul > kana + han ? new("ko", Sure) : kana * 10 > han ? new("ja", Sure) : new("zh", Likely);
    }
}
