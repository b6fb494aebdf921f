namespace Parley.Reading.Pdf;

/// <summary>Joins lines, and the halves of a word that was parted at a line's end; the document's own words tell which hyphens belong to a word.</summary>
internal sealed class LineJoin
{
    private const char SoftHyphen = '\u00ad';
    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);

    public LineJoin(IReadOnlyList<Page> pages)
    {
        foreach (var word in pages.SelectMany(page => page.Lines).SelectMany(line => line.Words))
        {
            _words.Add(Bare(word.Text));
        }
    }

    /// <param name="next">May begin with page breaks.</param>
    public string Join(string text, string next)
    {
        var words = next.TrimStart(CleanTextBuilder.PageBreak);
        var breaks = next[..(next.Length - words.Length)];
        if (text.Length < 2 || words.Length == 0 || text[^1] is not ('-' or '\u2010' or SoftHyphen) || !char.IsLetter(text[^2]) || !char.IsLetter(words[0]))
        {
            return $"{text} {next}";
        }

        var left = text[(text.LastIndexOf(' ') + 1)..^1];
        if (!char.IsLetterOrDigit(left[0]))
        {
            return $"{text} {next}";
        }

        var right = words.Split(' ', 2)[0];
        return text[^1] == SoftHyphen || (char.IsLower(words[0]) && IsOneWord(Bare(left), Bare(right)))
            ? $"{text[..^1]}{breaks}{words}"
            : $"{text}{breaks}{words}";
    }

    private bool IsOneWord(string left, string right) =>
        !_words.Contains($"{left}-{right}") && (_words.Contains(left + right) || !(_words.Contains(left) && _words.Contains(right)));

    private static string Bare(string word) => word.Trim('.', ',', ';', ':', '!', '?', '(', ')', '"', '\'', '\u201c', '\u201d', '\u2019');
}
