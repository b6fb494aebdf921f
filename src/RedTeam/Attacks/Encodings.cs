using System.Text;
using System.Text.RegularExpressions;

namespace Parley.RedTeam;

/// <summary>How attacks hide their words from who reads them letter by letter.</summary>
internal static partial class Encodings
{
    private const string Plain = "aceopxyiAEHKMOPTX";
    private const string Cyrillic = "асеорхуіАЕНКМОРТХ";

    private static readonly Dictionary<string, Func<string, string>> ByName = new(StringComparer.Ordinal)
    {
        ["base64"] = text => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)),
        ["hex"] = text => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
        ["rot13"] = Rot13,
        ["reverse"] = Reverse,
        ["leet"] = text => Map(text, "aeiostAEIOST", "431057431057"),
        ["homoglyph"] = text => Map(text, Plain, Cyrillic),
        ["zero-width"] = text => string.Join('\u200b', text.ToCharArray()),
        ["spaced"] = text => string.Join(' ', text.ToCharArray()),
        ["fullwidth"] = text => string.Concat(text.Select(letter => letter is > ' ' and <= '~' ? (char)(letter + 0xFEE0) : letter)),
    };

    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The text with what stands in double square brackets hidden; without a name the brackets alone go.</summary>
    public static string Hide(string text, string? encoding) =>
        Hidden().Replace(text, match => encoding is null ? match.Groups[1].Value : ByName[encoding](match.Groups[1].Value));

    public static string Rot13(string text) => string.Concat(text.Select(letter => letter switch
    {
        >= 'a' and <= 'z' => (char)('a' + ((letter - 'a' + 13) % 26)),
        >= 'A' and <= 'Z' => (char)('A' + ((letter - 'A' + 13) % 26)),
        _ => letter,
    }));

    public static string Reverse(string text)
    {
        var letters = text.ToCharArray();
        Array.Reverse(letters);
        return new(letters);
    }

    private static string Map(string text, string from, string to) =>
        string.Concat(text.Select(letter => from.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var place ? to[place] : letter));

    [GeneratedRegex(@"\[\[(.*?)\]\]", RegexOptions.Singleline)]
    private static partial Regex Hidden();
}
