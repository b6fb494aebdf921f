using System.Text;
using Parley.Redaction;

namespace Parley.Safety;

/// <summary>
/// Turns images and links that a policy does not allow into text, word by word: a blank is put where it keeps a reader from taking the words for an
/// image or a link, and addresses of hosts that are not allowed are taken out. Fenced code passes as it is.
/// </summary>
internal sealed class LinkFilter(LinkRule rule)
{
    private const int LongestWord = 4_096;

    private readonly StringBuilder _out = new();
    private readonly LinkWords _words = new(rule);
    private readonly Fences _fences = new();
    private char[] _word = new char[64];
    private int _length;
    private int _written;

    public OffsetMap Offsets { get; } = new();

    /// <summary>How many characters of the text are decided.</summary>
    public int Done { get; private set; }

    /// <summary>How often something was turned into text.</summary>
    public int Found { get; private set; }

    public string Feed(string text)
    {
        foreach (var c in text)
        {
            if (_length == _word.Length)
            {
                Array.Resize(ref _word, _word.Length * 2);
            }

            _word[_length++] = c;
            if (char.IsWhiteSpace(c) ? !LinkWords.GoesOn(_word.AsSpan(0, _length)) || _length >= LongestWord : _length >= LongestWord && !char.IsHighSurrogate(c))
            {
                EndWord(isTorn: !char.IsWhiteSpace(c));
            }
        }

        return Take();
    }

    public string Finish()
    {
        if (_length > 0)
        {
            EndWord(isTorn: false);
        }

        return Take();
    }

    private void EndWord(bool isTorn)
    {
        ReadOnlySpan<char> word = _word.AsSpan(0, _length);
        var isCode = _fences.Read(word);
        var at = 0;
        foreach (var edit in isCode ? [] : _words.Edits(word, isTorn))
        {
            _out.Append(word[at..edit.Start]).Append(edit.Text);
            _written += edit.Start - at;
            Offsets.Add(new(Done + edit.Start, edit.Length, _written, edit.Text.Length));
            _written += edit.Text.Length;
            at = edit.Start + edit.Length;
            Found++;
        }

        _out.Append(word[at..]);
        _written += word.Length - at;
        Done += word.Length;
        _length = 0;
    }

    private string Take()
    {
        var text = _out.ToString();
        _out.Clear();
        return text;
    }
}
