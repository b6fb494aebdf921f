using System.Text.RegularExpressions;

namespace Parley.Reading.Pdf;

/// <summary>The mark before an item of a printed list: a bullet, or a number or letter with a dot or bracket.</summary>
internal static partial class ListMark
{
    public static bool Is(string word) => Bullet().IsMatch(word) || (Number().IsMatch(word) && word is not ("(c)" or "(C)" or "(r)" or "(R)"));

    /// <returns>The mark (a dash for any bullet) and the text after it, or null when the line begins no item.</returns>
    public static (string Mark, string Text)? Split(string line)
    {
        var blank = line.IndexOf(' ', StringComparison.Ordinal);
        return blank < 0 ? null
            : Bullet().IsMatch(line[..blank]) ? ("-", line[(blank + 1)..])
            : Is(line[..blank]) ? (line[..blank], line[(blank + 1)..])
            : null;
    }

    [GeneratedRegex("^[\u2022\u2023\u2043\u25aa\u25ab\u25cf\u25cb\u25e6\u2219\u00b7\u27a2\u2713\uf0b7\uf0a7*\u2013-]$", RegexOptions.CultureInvariant)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]$", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
