using Parley.Text;

namespace Parley.Understanding;

/// <summary>Languages that have a script, or some letters of one, nearly to themselves.</summary>
internal static class ScriptCues
{
    private const double Sure = 0.99;
    private const double Likely = 0.9;

    // Many languages are written with these letters and lack the ones that would tell.
    private const double Shared = 0.75;

    public static Guess Read(Script script, ReadOnlySpan<char> text) => script switch
    {
        Script.Greek => new("el", Sure),
        Script.Hebrew => new("he", Likely),
        Script.Devanagari => new("hi", Shared),
        Script.Cjk => ReadCjk(text),
        Script.SouthEast => text.ContainsAnyInRange('\u0E01', '\u0E5B') ? new("th", Sure) : Guess.None,
        Script.Cyrillic => text.ContainsAny("ќѓѕђћљњџјәөүңқғұҳҷӣӯӊҥ") || text.ContainsAny("ЌЃЅЂЋЉЊЏЈӘӨҮҢҚҒҰҲҶӢӮ") ? Guess.None
            : text.ContainsAny("ўЎ") ? Guess.None
            : text.ContainsAny("їєґЇЄҐіІ") ? new("uk", Likely)
            : text.ContainsAny("ыэёЫЭЁ") ? new("ru", Likely)
            : new("ru", Shared),
        Script.Arabic => text.ContainsAny("ٹڈڑےں") ? new("ur", Likely)
            : text.ContainsAny("ڕڵۆێەڭۇۋېټډړږښ") ? Guess.None
            : text.ContainsAny("پچژگکی") ? new("fa", Likely)
            : new("ar", Likely),
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
