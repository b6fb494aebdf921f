using System.Globalization;
using System.Text;

namespace Parley.Moderation;

/// <summary>Characters that look like a Latin letter or a digit. The facts are those of Unicode's confusables (UTS 39) and compatibility forms (UAX 15), the main letters of each alphabet.</summary>
internal static class Confusables
{
    private const int Tabled = 0x250;

    // Drawn like a Latin letter, whatever stands around them.
    private const string Always = "ɑaɡgıiɩiʟlɪiᴀaʙbᴄcᴅdᴇeꜰfɢgʜhᴊjᴋkᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢzℓlℯeℊgℴo№nℂcℍhℕnℙpℚqℝrℤzℬbℰeℱfℋhℐiℒlℳmℛrℎhℹi℮e⁰0¹1²2³3⁴4⁵5⁶6⁷7⁸8⁹9ⁱiⁿnˡlˢsˣxʰhʲjʳrʷwʸyᵃaᵇbᵈdᵉeᵍgᵏkᵐmᵒoᵖpᵗtᵘuᵛvøołlđdħhŧtƀbƒfǀlɫlɨiʉuɵo";

    // Letters of other alphabets: read as Latin only where the word or the text is Latin.
    private const string Letters =
        "аaвbгrеeззиuкkмmнhоoпnрpсcтtуyхxьbѕsіiїiјjѵvԁdԛqԝwһhӏlёeєeүyөoғfҝkАaВbЕeЅsІiЈjКkМmНhОoРpСcТtУyХxӀlԚqԜwҮy"
        + "αaβbγyεeηnιiκkνvοoρpτtυuχxωwσoζzμuΑaΒbΕeΖzΗhΙiΚkΜmΝnΟoΡpΤtΥyΧxϲcϳjά" + "aέeίiόoύuήn" + "հhոnսuօoցgզqյjկuԁdоo";

    private static readonly Dictionary<char, char> Drawn = Pairs(Always);
    private static readonly char[] Folded =
        [.. Enumerable.Range(0, Tabled).Select(c => Drawn.TryGetValue(char.ToLowerInvariant((char)c), out var drawn) ? drawn : Simple((char)c))];
    private static readonly Dictionary<char, char> Alike = Pairs(Letters);

    /// <returns>The letter of its own alphabet that a character stands for, in lower case.</returns>
    public static char Fold(Rune rune) => rune.Value switch
    {
        < Tabled => Folded[rune.Value],
        >= 0x1E00 and <= 0x1EFF or >= 0x1F00 and <= 0x1FFF => Simple((char)rune.Value),
        >= 0xFF01 and <= 0xFF5E => char.ToLowerInvariant((char)(rune.Value - 0xFEE0)),
        >= 0x24B6 and <= 0x24E9 => (char)('a' + ((rune.Value - 0x24B6) % 26)),
        >= 0x249C and <= 0x24B5 => (char)('a' + (rune.Value - 0x249C)),
        >= 0x2460 and <= 0x2468 => (char)('1' + (rune.Value - 0x2460)),
        >= 0x1F130 and <= 0x1F149 => (char)('a' + (rune.Value - 0x1F130)),
        >= 0x1F150 and <= 0x1F169 => (char)('a' + (rune.Value - 0x1F150)),
        >= 0x1F170 and <= 0x1F189 => (char)('a' + (rune.Value - 0x1F170)),
        >= 0x1F1E6 and <= 0x1F1FF => (char)('a' + (rune.Value - 0x1F1E6)),
        >= 0xE0020 and <= 0xE007E => char.ToLowerInvariant((char)(rune.Value - 0xE0000)),
        >= 0x1D400 and <= 0x1D6A3 => (char)('a' + ((rune.Value - 0x1D400) % 26)),
        >= 0x1D7CE and <= 0x1D7FF => (char)('0' + ((rune.Value - 0x1D7CE) % 10)),
        < 0x10000 => Drawn.TryGetValue((char)rune.Value, out var drawn) ? drawn : char.ToLowerInvariant((char)rune.Value),
        _ => '\uFFFD',
    };

    /// <summary>The same for a character of ASCII.</summary>
    public static char FoldAscii(char c) => Folded[c];

    /// <returns>The Latin letter that a letter of another alphabet looks like; '\0' for none.</returns>
    public static char Latin(char c) => c < Tabled ? '\0' : Alike.GetValueOrDefault(c);

    /// <summary>Marks that are laid over a letter, and what is not drawn at all.</summary>
    public static bool IsUnseen(Rune rune) => rune.Value switch
    {
        < 0x20 => true,
        < 0x7F => false,
        >= 0x300 and <= 0x36F or >= 0x483 and <= 0x489 or >= 0x1AB0 and <= 0x1AFF or >= 0x1DC0 and <= 0x1DFF or >= 0x20D0 and <= 0x20FF => true,
        >= 0xFE00 and <= 0xFE0F or >= 0xFE20 and <= 0xFE2F or >= 0xE0100 and <= 0xE01EF or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800 => true,
        >= 0xE0020 and <= 0xE007E => false,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.Control,
    };

    private static char Simple(char c) => !char.IsLetter(c) ? c : char.ToLowerInvariant(c.ToString().Normalize(NormalizationForm.FormD)[0]);

    private static Dictionary<char, char> Pairs(string table)
    {
        var pairs = new Dictionary<char, char>();
        for (var i = 0; i < table.Length; i += 2)
        {
            pairs[table[i]] = table[i + 1];
        }

        return pairs;
    }
}
