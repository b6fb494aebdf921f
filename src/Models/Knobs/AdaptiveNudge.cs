using System.Text.RegularExpressions;

namespace Parley.Models;

internal enum Tone
{
    Unsaid,
    Precise,
    Creative,
}

/// <summary>Reads from the user's own words, English or German, whether an answer is to be precise or creative.</summary>
internal static partial class AdaptiveNudge
{
    /// <summary>Such a wish stands at the beginning or the end of a message; a long one is not searched through.</summary>
    private const int Window = 1000;

    /// <returns>Unsaid when the text says neither, or both.</returns>
    public static Tone Read(string text)
    {
        var (head, tail) = text.Length <= 2 * Window
            ? (text, "")
            : (text[..Window], text[^Window..]);
        var precise = Precise().IsMatch(head) || Precise().IsMatch(tail);
        var creative = Creative().IsMatch(head) || Creative().IsMatch(tail);
        return precise == creative ? Tone.Unsaid : precise ? Tone.Precise : Tone.Creative;
    }

    [GeneratedRegex(
        """
        (?<!(?:\bnot|n['’]t|\bnever|\bless|\bnicht|\bweniger)\s(?:\w+\s)?)
        (?:
            \b(?:be|stay|remain)\s(?:(?:very|as|more|really|strictly|please)\s)?(?:precise|exact|accurate|factual)\b
          | \b(?:precise|exact|accurate|factual)\s(?:answer|reply|response|figure|number|wording)s?\b
          | \b(?:just|only|stick\sto)\s(?:the\s)?facts\b
          | \b(?:sei|seien\sSie|bleib|bleibe|bleiben\sSie)\s(?:(?:bitte|sehr|ganz|möglichst)\s)*(?:präzise|genau|exakt|sachlich)\b
          | \b(?:präzise|genaue|exakte|sachliche)n?\s(?:Antwort|Angabe|Auskunft|Zahl)(?:en)?\b
          | \bnur\s(?:die\s)?Fakten\b
        )
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Precise();

    [GeneratedRegex(
        """
        (?<!(?:\bnot|n['’]t|\bnever|\bnicht|\bkeine?)\s(?:\w+\s)?)
        (?:
            \b(?:be|get)\s(?:(?:very|more|really|as)\s)?(?:creative|imaginative|playful)\b
          | \bcreative\s(?:story|stories|poem|text|idea|ideas|name|names|slogan|slogans|writing)\b
          | \b(?:write|tell|invent|compose)\s(?:me\s|us\s)?(?:an?|some)\s(?:\w+\s){0,2}(?:story|poem|fairy\stale|song|limerick|haiku|fable)\b
          | \b(?:sei|seien\sSie|werde)\s(?:(?:bitte|mal|ganz|sehr)\s)*(?:kreativ|fantasievoll|einfallsreich)\b
          | \bkreativen?\s(?:Geschichten?|Gedichte?|Texte?|Ideen?|Namen?|Slogans?)\b
          | \b(?:schreib|schreibe|erzähl|erzähle|erfinde|dichte)\s(?:mir\s|uns\s)?(?:ein|eine|einen)\s(?:\w+\s){0,2}(?:Geschichte|Gedicht|Märchen|Lied|Fabel)\b
        )
        """,
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Creative();
}
