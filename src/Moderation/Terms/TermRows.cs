namespace Parley.Moderation;

/// <summary>
/// Where the search for terms goes from the places near its root, with every character of ASCII: nearly all steps over a text begin there, and each is one look
/// into a row. Deeper places are few steps and many rows, so they have none.
/// </summary>
internal sealed class TermRows
{
    /// <summary>Characters of a term after which rows end.</summary>
    public const int Depth = 4;

    private const int Ascii = 128;

    // A megabyte: a list of a tenant may be long.
    private const int MostCells = 1 << 18;

    private readonly byte[] _classes = new byte[Ascii];
    private readonly int[] _rowOf;
    private readonly List<int> _next = [];
    private readonly int _width = 1;

    /// <param name="edges">From a place by a character to the next.</param>
    /// <param name="nodes">How many places there are.</param>
    public TermRows(Dictionary<(int Node, char Next), int> edges, int nodes)
    {
        _rowOf = new int[nodes];
        Array.Fill(_rowOf, -1);
        foreach (var (_, c) in edges.Keys)
        {
            if (c < Ascii && _classes[c] == 0)
            {
                _classes[c] = (byte)_width++;
            }
        }
    }

    /// <summary>Makes the row of a place, as long as there is room; that of its fallback stands already.</summary>
    public void Fill(int node, int fallback, IEnumerable<(char Next, int Node)> children)
    {
        if (_next.Count + _width > MostCells)
        {
            return;
        }

        var row = _rowOf[node] = _next.Count;
        for (var c = 0; c < _width; c++)
        {
            _next.Add(node == 0 ? 0 : _next[_rowOf[fallback] + c]);
        }

        foreach (var (c, child) in children)
        {
            if (c < Ascii)
            {
                _next[row + _classes[c]] = child;
            }
        }
    }

    public bool TryStep(int node, char c, out int next)
    {
        var row = _rowOf[node];
        next = row >= 0 && c < Ascii ? _next[row + _classes[c]] : 0;
        return row >= 0 && c < Ascii;
    }
}
