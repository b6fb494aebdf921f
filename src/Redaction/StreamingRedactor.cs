namespace Parley.Redaction;

/// <summary>
/// Redacts an answer while it comes. What it gives back may be shown; it holds back what a finding may still go on in, at most
/// <see cref="Window"/> characters, and what is hidden anyway until that ends. All that it gave back is what <see cref="Redactor"/> makes of the whole.
/// </summary>
public sealed class StreamingRedactor(RedactionRules rules, FindOptions? options = null)
{
    /// <summary>The most characters of text that is shown which are held back.</summary>
    public const int Window = Segmenter.Longest;

    private const int Room = 4_096;

    private readonly Walker _walker = new(options ?? FindOptions.Default);
    private readonly CalmWords? _calm = CalmWords.Suffice(options ?? FindOptions.Default) ? new() : null;
    private readonly bool _isIdle = options?.Kinds is { Count: 0 };
    private readonly Rewriting _rewriting = new(rules);
    private readonly List<PersonalDatum> _found = [];
    private char[] _text = new char[Room];
    private int _count;
    private int _read;
    private int _given;

    /// <summary>Where the places of the answer went, as far as it was given back.</summary>
    public OffsetMap Offsets => _rewriting.Offsets;

    /// <summary>How many characters are held back.</summary>
    public int Held => _count - _given;

    /// <returns>What may be shown now; often nothing.</returns>
    public string Feed(ReadOnlySpan<char> chunk)
    {
        if (_isIdle)
        {
            return chunk.ToString();
        }

        MakeRoom(chunk.Length);
        chunk.CopyTo(_text.AsSpan(_count));
        _count += chunk.Length;
        Advance(final: false);
        var calm = _calm?.Read(_text.AsSpan(0, _count), _read) ?? 0;
        if (!_walker.IsOpen)
        {
            KeepTo(calm);
        }

        return _rewriting.Take();
    }

    /// <returns>What was held back, when the answer ended.</returns>
    public string Finish()
    {
        Advance(final: true);
        Give(isOpen: false);
        return _rewriting.Take();
    }

    private void Advance(bool final)
    {
        while (_read < _count)
        {
            var wasOpen = _walker.IsOpen;
            var next = _walker.Next(_text.AsSpan(0, _count), _read, final, _found);
            if (next == _read && _walker.IsOpen == wasOpen)
            {
                return;
            }

            _read = next;
            Give(_walker.IsOpen);
        }
    }

    private void Give(bool isOpen)
    {
        var closed = _found.Count - (isOpen ? 1 : 0);
        for (var i = 0; i < closed; i++)
        {
            var datum = _found[i];
            KeepTo(datum.Start);
            if (_given < datum.End)
            {
                _rewriting.Treat(datum.Kind, _text.AsSpan(_given..datum.End));
                _given = datum.End;
            }
        }

        _found.RemoveRange(0, closed);
        KeepTo(isOpen && rules.Of(_found[0].Kind) != Treatment.Keep ? _found[0].Start : _read);
    }

    private void KeepTo(int end)
    {
        if (end > _given)
        {
            _rewriting.Keep(_text.AsSpan(_given..end));
            _given = end;
        }
    }

    // What was given back and is no longer looked back at makes room, once it is the greater part: each letter is moved a few times at most.
    private void MakeRoom(int length)
    {
        var done = Math.Min(_given, _read) - Walker.Context;
        if (done > _text.Length / 2)
        {
            _text.AsSpan(done.._count).CopyTo(_text);
            (_count, _read, _given) = (_count - done, _read - done, _given - done);
            _calm?.Move(done);
            for (var i = 0; i < _found.Count; i++)
            {
                _found[i] = _found[i] with { Start = _found[i].Start - done, End = _found[i].End - done };
            }
        }

        if (_count + length > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(_text.Length * 2, _count + length));
        }
    }
}
