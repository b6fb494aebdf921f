namespace Parley.Moderation;

/// <summary>The longer words of a text, each as a slot.</summary>
internal ref struct ContentWords(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    public uint Current { get; private set; }

    public readonly ContentWords GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_at < _text.Length)
        {
            var start = _at;
            while (_at < _text.Length && char.IsLetter(_text[_at]))
            {
                _at++;
            }

            var length = _at - start;
            _at++;
            if (length >= 4)
            {
                Current = (FeatureBag.Hash(_text.Slice(start, Math.Min(6, length))) * 0x9E3779B9) >> 19;
                return true;
            }
        }

        return false;
    }
}
