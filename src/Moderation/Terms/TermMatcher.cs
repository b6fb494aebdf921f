using System.Runtime.InteropServices;
using Parley.Text;

namespace Parley.Moderation;

/// <summary>
/// Finds many terms in one pass over a text, whatever their number (Aho and Corasick, "Efficient String Matching", 1975). A term counts only where
/// it is not part of a longer word. A matcher is immutable and may be used from many threads.
/// </summary>
public sealed class TermMatcher
{
    private readonly Dictionary<(int Node, char Next), int> _edges = [];
    private readonly List<int> _fallback = [0];
    private readonly List<List<(int Id, int Length, bool IsPrefix)>?> _ends = [null];
    private readonly int[] _hit;
    private readonly int[] _suffix;
    private readonly TermRows _rows;

    /// <exception cref="ArgumentException">A term has no letter, digit or sign.</exception>
    public TermMatcher(IEnumerable<Term> terms)
    {
        foreach (var term in terms)
        {
            Insert(term);
        }

        (_hit, _suffix) = (new int[_ends.Count], new int[_ends.Count]);
        _rows = new(_edges, _ends.Count);
        Link();
    }

    /// <summary>Searches a text as it is read by a person and by every other view; places are those of the text, in UTF-16 units.</summary>
    public IReadOnlyList<TermMatch> Find(string text)
    {
        using var views = new ViewSet(text);
        var found = new List<TermMatch>();
        var one = new List<TermMatch>();
        foreach (var view in views.All)
        {
            one.Clear();
            Find(view.Chars, one);
            found.AddRange(one.Select(match => view.Origin(match.Start, match.End) is var (start, end) ? match with { Start = start, End = end } : match));
        }

        return [.. found.Distinct().OrderBy(match => match.Start).ThenBy(match => match.End).ThenBy(match => match.Id)];
    }

    /// <summary>Searches folded characters; a line's end counts as a blank.</summary>
    internal void Find(ReadOnlySpan<char> folded, List<TermMatch> found)
    {
        var node = 0;
        for (var i = 0; i < folded.Length; i++)
        {
            node = Step(node, folded[i] == '\n' ? ' ' : folded[i]);
            for (var hit = _hit[node]; hit != 0; hit = _suffix[hit])
            {
                foreach (var (id, length, isPrefix) in CollectionsMarshal.AsSpan(_ends[hit]))
                {
                    var start = i + 1 - length;
                    if (!IsInside(folded, start) && (isPrefix || !IsInside(folded, i + 1)))
                    {
                        found.Add(new(id, start, i + 1));
                    }
                }
            }
        }
    }

    /// <returns>Whether a word goes on over a place between two characters.</returns>
    internal static bool IsInside(ReadOnlySpan<char> text, int at) => at > 0 && at < text.Length && IsBound(text[at - 1]) && IsBound(text[at]);

    private static bool IsBound(char c) => c < 128 ? char.IsAsciiLetterOrDigit(c)
        : (char.IsLetterOrDigit(c) || Scripts.IsMark(c)) && Scripts.Of(c) is not (Script.Cjk or Script.SouthEast);

    private int Step(int node, char c)
    {
        while (true)
        {
            if (_rows.TryStep(node, c, out var near))
            {
                return near;
            }

            if (_edges.TryGetValue((node, c), out var next))
            {
                return next;
            }

            if (node == 0)
            {
                return 0;
            }

            node = _fallback[node];
        }
    }

    private void Insert(Term term)
    {
        var isPrefix = term.Text.EndsWith('*');
        using var view = PlainView.Of(isPrefix ? term.Text[..^1] : term.Text, out _);
        var folded = view.Chars.Trim();
        if (folded.IsEmpty)
        {
            throw new ArgumentException("A term must hold at least one letter, digit or sign.", nameof(term));
        }

        var node = 0;
        foreach (var c in folded)
        {
            var next = c == '\n' ? ' ' : c;
            if (!_edges.TryGetValue((node, next), out var child))
            {
                _edges[(node, next)] = child = _ends.Count;
                _ends.Add(null);
                _fallback.Add(0);
            }

            node = child;
        }

        (_ends[node] ??= []).Add((term.Id, folded.Length, isPrefix));
    }

    // Breadth first: the fallback of a node is the longest suffix that is also in the tree; the suffix link jumps to the next one that ends a term.
    private void Link()
    {
        var children = _edges.ToLookup(edge => edge.Key.Node, edge => (edge.Key.Next, Node: edge.Value));
        var waiting = new Queue<(int Node, int Depth)>([(0, 0)]);
        while (waiting.TryDequeue(out var one))
        {
            var (parent, depth) = one;
            foreach (var (c, node) in children[parent])
            {
                _fallback[node] = parent == 0 ? 0 : Step(_fallback[parent], c);
                _suffix[node] = _hit[_fallback[node]];
                _hit[node] = _ends[node] is null ? _suffix[node] : node;
                waiting.Enqueue((node, depth + 1));
            }

            if (depth < TermRows.Depth)
            {
                _rows.Fill(parent, _fallback[parent], children[parent]);
            }
        }
    }
}
