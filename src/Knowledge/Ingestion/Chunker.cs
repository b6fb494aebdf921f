using Parley.Reading;
using Parley.Text;

namespace Parley.Knowledge.Ingestion;

/// <param name="MostTokens">Longest chunk; a sentence or a code line beyond it is cut between words.</param>
/// <param name="OverlapTokens">How much of a chunk's end is said again at the start of the next, in whole sentences, within a section.</param>
/// <param name="ParentTokens">Longest parent: the chunks of a section around one that is found, which are read with it.</param>
internal sealed record ChunkSize(int MostTokens = 256, int OverlapTokens = 32, int ParentTokens = 1024);

/// <param name="Heading">The headings above it, from the outermost, joined by " › "; null above the first.</param>
internal sealed record Passage(int Start, int End, string? Heading)
{
    /// <summary>What is read with it: its section, or as much of that around it as a parent may have.</summary>
    public Span Parent { get; init; } = new(Start, End);

    /// <summary>The question that it answers: the heading right above it, where that is one; else null.</summary>
    public string? Question { get; init; }

    /// <summary>The page on which it begins, from 1; null where the format has none.</summary>
    public int? Page { get; init; }
}

/// <summary>Cuts a document into chunks: a new one at each heading, else between sentences; tables, code and list items stay whole where they fit.</summary>
internal sealed class Chunker(CleanDocument document, ChunkSize size)
{
    public const string HeadingJoin = " › ";
    private const int LongestHeading = 500;

    private readonly List<Passage> _passages = [];
    private readonly List<(Span Span, int Tokens)> _open = [];
    private readonly List<(int Level, string Text, bool IsQuestion)> _path = [];
    private int _openTokens;
    private bool _hasContent;
    private bool _isOnlyOverlap;

    public IReadOnlyList<Passage> Cut()
    {
        foreach (var block in document.Blocks)
        {
            if (block.Kind == BlockKind.Heading)
            {
                Begin(block);
            }

            foreach (var unit in Units(block))
            {
                Add(unit);
            }

            _hasContent |= block.Kind != BlockKind.Heading;
        }

        Close(keepsOverlap: false);
        return [.. Parents.Of(_passages, document.Text, size.ParentTokens).Select(passage => passage with { Page = document.PageAt(passage.Start) })];
    }

    // Headings without text between them stay together with the text that follows them.
    private void Begin(Block heading)
    {
        if (_hasContent)
        {
            Close(keepsOverlap: false);
        }

        _path.RemoveAll(above => above.Level >= heading.Level);
        // It stands beside every passage below it.
        _path.Add((heading.Level, Shortening.Beginning(document.TextOf(heading), LongestHeading), heading.IsQuestion));
    }

    private void Add(Span span)
    {
        var tokens = PassageSize.Count(document.Text.AsSpan(span.Start, span.Length));
        if (_open.Count > 0 && _openTokens + tokens > size.MostTokens)
        {
            Close(keepsOverlap: true);
            if (_openTokens + tokens > size.MostTokens)
            {
                Drop();
            }
        }

        _open.Add((span, tokens));
        _openTokens += tokens;
        _isOnlyOverlap = false;
    }

    private void Close(bool keepsOverlap)
    {
        if (_open.Count > 0 && !_isOnlyOverlap)
        {
            var heading = _path.Count == 0 ? null : string.Join(HeadingJoin, _path.Select(above => above.Text));
            _passages.Add(new Passage(_open[0].Span.Start, _open[^1].Span.End, heading) { Question = _path is [.., { IsQuestion: true, Text: var asked }] ? asked : null });
        }

        var kept = keepsOverlap ? Overlap() : [];
        Drop();
        _open.AddRange(kept);
        _openTokens = kept.Sum(unit => unit.Tokens);
        _isOnlyOverlap = true;
    }

    private void Drop()
    {
        _open.Clear();
        _openTokens = 0;
        _hasContent = false;
    }

    private List<(Span Span, int Tokens)> Overlap()
    {
        var from = _open.Count;
        for (var tokens = 0; from > 1 && (tokens += _open[from - 1].Tokens) <= size.OverlapTokens;)
        {
            from--;
        }

        return _open[from..];
    }

    private IEnumerable<Span> Units(Block block)
    {
        if (block.Kind != BlockKind.Paragraph && Fits(block.Start, block.End))
        {
            return [new Span(block.Start, block.End)];
        }

        var parts = block.Kind is BlockKind.Table or BlockKind.Code ? Lines(block) : Sentences.In(document.Text, block.Start, block.End);
        return parts.SelectMany(part => Fits(part.Start, part.End) ? [part] : Pieces(part));
    }

    private bool Fits(int start, int end) => PassageSize.Count(document.Text.AsSpan(start, end - start)) <= size.MostTokens;

    private IEnumerable<Span> Lines(Block block)
    {
        for (var at = block.Start; at < block.End;)
        {
            var end = document.Text.IndexOf('\n', at, block.End - at);
            end = end < 0 ? block.End : end;
            if (end > at)
            {
                yield return new Span(at, end);
            }

            at = end + 1;
        }
    }

    private IEnumerable<Span> Pieces(Span span)
    {
        for (var at = span.Start; at < span.End;)
        {
            // Four characters a token is no more than the estimate allows in any script, so a piece of this length always fits by halves.
            var end = Math.Min(span.End, at + (size.MostTokens * 4));
            while (!Fits(at, end))
            {
                end = at + ((end - at) / 2);
            }

            if (end < span.End)
            {
                var blank = document.Text.LastIndexOf(' ', end - 1, end - at);
                end = blank > at ? blank + 1 : char.IsLowSurrogate(document.Text[end]) ? end + 1 : end;
            }

            yield return new Span(at, end);
            at = end;
        }
    }
}
