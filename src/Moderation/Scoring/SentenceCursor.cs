using System.Buffers;

namespace Parley.Moderation;

/// <summary>Says where the sentence of a place begins, while the places go forward; each character is looked at once.</summary>
internal ref struct SentenceCursor(ReadOnlySpan<char> view, int start)
{
    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?\n。！？؟।;");

    private readonly ReadOnlySpan<char> _view = view;
    private int _start = start;

    /// <summary>How far it has read.</summary>
    public int At { get; private set; } = start;

    /// <param name="place">One that lies before an earlier place gets the sentence of that one.</param>
    public int StartOf(int place)
    {
        if (place > At)
        {
            var cut = _view[At..place].LastIndexOfAny(Ends);
            _start = cut < 0 ? _start : At + cut + 1;
            At = place;
        }

        while (_start < place && _view[_start] == ' ')
        {
            _start++;
        }

        return _start;
    }
}
