using System.Buffers;
using System.Text;
using Parley.Text;

namespace Parley.Reading;

/// <summary>Writes the clean text block by block.</summary>
/// <param name="mostCharacters">What the text may have at most.</param>
internal sealed class CleanTextBuilder(int mostCharacters = int.MaxValue)
{
    /// <summary>Stands in a paragraph where a page ends; the text never holds it.</summary>
    public const char PageBreak = '\f';

    private static readonly SearchValues<char> Unseen = SearchValues.Create(
        ['\u00ad', '\ufeff', '\u2060', '\u200b', '\ufffd', .. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(c => char.IsControl(c) && c is not ('\n' or '\t'))]);

    private readonly StringBuilder _text = new();
    private readonly List<Block> _blocks = [];
    private readonly List<(int Page, int Start)> _pages = [];
    private readonly List<string> _notes = [];

    public int Length => _text.Length;

    public bool Has(string words) => _text.ToString().Contains(words, StringComparison.Ordinal);

    public void Heading(int level, string text, bool isQuestion = false) => Add(BlockKind.Heading, OneLine(text), level, isQuestion);

    public void Paragraph(string text) => Add(BlockKind.Paragraph, text.Trim(' ', '\n', '\r', '\t'), 0);

    /// <param name="mark">Such as <c>-</c> or <c>2.</c>.</param>
    /// <param name="depth">From 0; nested lists are indented.</param>
    public void ListItem(string mark, int depth, string text) =>
        Add(BlockKind.ListItem, text.Trim() is { Length: > 0 } item ? $"{new string(' ', depth * 2)}{mark} {item}" : "", 0);

    public void Table(IEnumerable<IReadOnlyList<string>> rows) => Add(
        BlockKind.Table,
        string.Join('\n', rows.Where(row => row.Any(cell => !string.IsNullOrWhiteSpace(cell))).Select(Row)),
        0);

    public void Code(string language, string code) =>
        Add(BlockKind.Code, code.Trim('\n', '\r') is { Length: > 0 } lines ? $"```{language}\n{lines}\n```" : "", 0);

    /// <summary>Takes the blocks of another text over as they are.</summary>
    public void Include(CleanDocument document)
    {
        foreach (var block in document.Blocks)
        {
            Add(block.Kind, document.TextOf(block), block.Level, block.IsQuestion);
        }
    }

    /// <summary>What follows stands on this page.</summary>
    public void Page(int number) => _pages.Add((number, _text.Length));

    public void NextPage() => Page(_pages.Count == 0 ? 1 : _pages[^1].Page + 1);

    /// <param name="sentence">What was left out, for the sender.</param>
    public void Note(string sentence) => _notes.Add(sentence);

    /// <param name="title">Null to take the first heading.</param>
    public CleanDocument Build(string? title)
    {
        var text = _text.ToString();
        var first = _blocks.FirstOrDefault(block => block.Kind == BlockKind.Heading);
        var heading = first.End > first.Start ? text[first.Start..first.End] : null;
        var name = title is not null && OneLine(Sound(title)) is { Length: > 0 } said ? said : heading;
        return new(name is null ? null : Shortening.Beginning(name, LongestTitle), text, _blocks)
        {
            Pages = [.. _pages.Select((page, i) => new PageSpan(page.Page, page.Start, i + 1 < _pages.Count ? _pages[i + 1].Start : text.Length))],
            Notes = _notes,
        };
    }

    // It stands beside every passage of the text.
    private const int LongestTitle = 500;

    public static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells.Select(OneLine))} |";

    private void Add(BlockKind kind, string text, int level, bool isQuestion = false)
    {
        text = Sound(text);
        if (string.IsNullOrWhiteSpace(text))
        {
            return;
        }

        if (_text.Length + (long)text.Length > mostCharacters)
        {
            throw new UnreadableDocumentException($"It holds more than {mostCharacters:N0} characters of text. Send it in parts.");
        }

        if (_text.Length > 0)
        {
            _text.Append(kind == BlockKind.ListItem && _blocks[^1].Kind == BlockKind.ListItem ? "\n" : "\n\n");
        }

        var start = _text.Length;
        AppendPages(text);
        _blocks.Add(new Block(kind, start, _text.Length, level) { IsQuestion = isQuestion });
    }

    // One form of every character (NFC), and none that nobody sees: controls, soft hyphens, marks of width nothing, halves of a pair.
    private string Sound(string text)
    {
        if (text.AsSpan().ContainsAnyInRange('\ud800', '\udfff') || text.AsSpan().ContainsAny(Unseen))
        {
            var sound = new StringBuilder(text.Length);
            for (var i = 0; i < text.Length; i++)
            {
                var c = text[i];
                if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                {
                    sound.Append(c).Append(text[++i]);
                }
                else if (!char.IsSurrogate(c) && (!Unseen.Contains(c) || (c == PageBreak && _pages.Count > 0)))
                {
                    sound.Append(c);
                }
            }

            text = sound.ToString();
        }

        return text.IsNormalized() ? text : text.Normalize();
    }

    private void AppendPages(string text)
    {
        var at = 0;
        for (int next; (next = text.IndexOf(PageBreak, at)) >= 0; at = next + 1)
        {
            _text.Append(text, at, next - at);
            NextPage();
        }

        _text.Append(text, at, text.Length - at);
    }
}
