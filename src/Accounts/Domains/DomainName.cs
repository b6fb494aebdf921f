using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Accounts;

/// <summary>Domains of e-mail addresses as they are compared and kept: in lower case, other scripts as A-labels (<c>xn--…</c>), without a dot at the end.</summary>
internal static partial class DomainName
{
    private const int Longest = 253;

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true, AllowUnassigned = false };

    /// <summary>Two labels at least, and the last is no number.</summary>
    /// <returns>Null when the text is no such domain.</returns>
    public static string? Normalise(string? text)
    {
        var bare = text?.Trim() ?? "";
        bare = bare.EndsWith('.') ? bare[..^1] : bare;
        if (bare.Length is 0 or > Longest)
        {
            return null;
        }

        try
        {
            var ascii = Idn.GetAscii(bare.ToLowerInvariant()).ToLowerInvariant();
            return ascii.Length <= Longest && Form().IsMatch(ascii) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A([a-z0-9]([a-z0-9\-]{0,61}[a-z0-9])?\.)+(?![0-9]+\z)[a-z0-9]([a-z0-9\-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Form();
}
