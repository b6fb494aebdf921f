namespace Parley.Safety;

/// <summary>
/// Knows where an answer is fenced code (CommonMark 0.31, section 4.5), whose text nobody takes for an image or a link. In doubt it is none: a fence
/// inside of a list or a quotation does not count, nor does one after a block of HTML.
/// </summary>
internal sealed class Fences
{
    private bool _isLineBegun;
    private bool _isIndented;
    private bool _hasHtml;
    private bool _isOpen;
    private char _sign;
    private int _length;
    private Line _line;

    private enum Line
    {
        Text,
        Opening,
        Closing,
    }

    /// <param name="word">The next word with the blanks behind it.</param>
    /// <returns>Whether it stands in a fence.</returns>
    public bool Read(ReadOnlySpan<char> word)
    {
        var wasOpen = _isOpen;
        var text = word.TrimEnd();
        if (text.IsEmpty)
        {
            _isIndented |= !_isLineBegun;
        }
        else if (!_isLineBegun)
        {
            Begin(text);
        }
        else if (_line == Line.Closing || (_line == Line.Opening && _sign == '`' && text.Contains('`')))
        {
            _line = Line.Text;
        }

        if (word.Contains('\n'))
        {
            _isOpen = _line == Line.Opening ? !_hasHtml : _isOpen && _line != Line.Closing;
            (_isLineBegun, _isIndented, _line) = (false, false, Line.Text);
        }

        return wasOpen;
    }

    private void Begin(ReadOnlySpan<char> text)
    {
        _isLineBegun = true;
        var run = text[0] is '`' or '~' ? text.Length - text.TrimStart(text[0]).Length : 0;
        if (_isOpen)
        {
            _line = run >= _length && run == text.Length && text[0] == _sign ? Line.Closing : Line.Text;
            return;
        }

        _hasHtml |= text[0] == '<';
        if (run >= 3 && !_isIndented && !(text[0] == '`' && text[run..].Contains('`')))
        {
            (_line, _sign, _length) = (Line.Opening, text[0], run);
        }
    }
}
