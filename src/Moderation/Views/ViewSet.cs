namespace Parley.Moderation;

/// <summary>All ways in which one text is read: the plain one, and those of the others that show something else.</summary>
internal sealed class ViewSet : IDisposable
{
    private readonly List<TextView> _all = new(6);

    public ViewSet(ReadOnlySpan<char> text)
    {
        Plain = PlainView.Of(text, out var hidden);
        Hidden = hidden;
        _all.Add(Plain);
        Add(LeetView.Of(Plain));
        Add(SpacedView.Of(Plain));
        Add(DecodedView.Of(text));
        Add(TurnedView.Rot13(Plain));
        Add(TurnedView.Reversed(Plain));
    }

    public TextView Plain { get; }

    /// <summary>How many characters of the text are not drawn.</summary>
    public int Hidden { get; }

    public IReadOnlyList<TextView> All => _all;

    public void Dispose() => _all.ForEach(view => view.Dispose());

    private void Add(TextView? view)
    {
        if (view is { Length: > 0 })
        {
            _all.Add(view);
        }
        else
        {
            view?.Dispose();
        }
    }
}
