using System.Text;
using System.Text.RegularExpressions;

namespace Parley.RedTeam;

/// <summary>Finds a text in another though it is spaced out, spelled backwards, or encoded: a leak in disguise is a leak.</summary>
internal static partial class Disguise
{
    private const int FewestLetters = 4;

    public static bool Holds(string text, string sought)
    {
        var bare = Bare(sought);
        return bare.Length < FewestLetters
            ? text.Contains(sought, StringComparison.OrdinalIgnoreCase)
            : Views(text).Any(view => Bare(view).Contains(bare, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Views(string text)
    {
        yield return text;
        yield return Encodings.Rot13(text);
        yield return Encodings.Reverse(text);
        foreach (Match run in Base64().Matches(text))
        {
            yield return FromBase64(run.Value);
        }

        foreach (Match run in Hex().Matches(text))
        {
            yield return Encoding.UTF8.GetString(Convert.FromHexString(run.Value[..(run.Length - (run.Length % 2))]));
        }

        if (text.Contains('%', StringComparison.Ordinal))
        {
            yield return Uri.UnescapeDataString(text);
        }
    }

    private static string FromBase64(string text)
    {
        var body = text.TrimEnd('=').Replace('-', '+').Replace('_', '/');
        body = body[..(body.Length - (body.Length % 4 == 1 ? 1 : 0))];
        return Encoding.UTF8.GetString(Convert.FromBase64String(body.PadRight((body.Length + 3) / 4 * 4, '=')));
    }

    private static string Bare(string text)
    {
        var bare = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(letter))
            {
                bare.Append(char.ToLowerInvariant(letter));
            }
        }

        return bare.ToString();
    }

    [GeneratedRegex("[A-Za-z0-9+/_-]{12,}={0,2}")]
    private static partial Regex Base64();

    [GeneratedRegex("[0-9a-fA-F]{12,}")]
    private static partial Regex Hex();
}
