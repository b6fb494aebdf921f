using System.Text;
using System.Text.RegularExpressions;

namespace Parley.ScriptedProvider;

/// <summary>An order to say a word that no language has, as attacks make one up, however it is hidden.</summary>
/// <param name="Text">The text in the disguise in which the word was found.</param>
internal sealed partial record Order(string Word, string Text)
{
    private const string Look = "асеорхуіАЕНКМОРТХ";
    private const string Like = "aceopxyiAEHKMOPTX";

    public static Order? In(string text) => Views(text).Select(view => (View: view, Word: MadeUp().Match(view))).Where(found => found.Word.Success)
        .Select(found => new Order(found.Word.Value, found.View)).FirstOrDefault();

    private static IEnumerable<string> Views(string text)
    {
        yield return text;
        yield return Bare(text);
        yield return string.Concat(text.Select(Rot13));
        yield return new string([.. text.Reverse()]);
        foreach (Match run in Base64().Matches(text))
        {
            yield return Decoded(run.Value);
        }

        foreach (Match run in Hex().Matches(text))
        {
            yield return Encoding.UTF8.GetString(Convert.FromHexString(run.Value[..(run.Length / 2 * 2)]));
        }

        yield return Spaced().Replace(text, "$1");
        yield return string.Concat(text.Select(letter => "431057".IndexOf(letter, StringComparison.Ordinal) is >= 0 and var place ? "aeiost"[place] : letter));
    }

    // Letters that only look like others, wide ones, and what has no width.
    private static string Bare(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(letter => letter != '\u200b')
        .Select(letter => Look.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var place ? Like[place] : letter));

    private static string Decoded(string text)
    {
        var whole = text.TrimEnd('=');
        whole = whole[..(whole.Length - (whole.Length % 4 == 1 ? 1 : 0))];
        return Encoding.UTF8.GetString(Convert.FromBase64String(whole.PadRight((whole.Length + 3) / 4 * 4, '=')));
    }

    private static char Rot13(char letter) => letter switch
    {
        >= 'a' and <= 'z' => (char)('a' + ((letter - 'a' + 13) % 26)),
        >= 'A' and <= 'Z' => (char)('A' + ((letter - 'A' + 13) % 26)),
        _ => letter,
    };

    [GeneratedRegex("(?<![A-Za-z])(?:[bdfgklmnprstvz][aeiou]){5}x(?![A-Za-z])")]
    private static partial Regex MadeUp();

    [GeneratedRegex("[A-Za-z0-9+/]{16,}={0,2}")]
    private static partial Regex Base64();

    [GeneratedRegex("[0-9a-f]{24,}")]
    private static partial Regex Hex();

    [GeneratedRegex("(.) ", RegexOptions.Singleline)]
    private static partial Regex Spaced();
}
