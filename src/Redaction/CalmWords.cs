using Parley.Redaction.Tagging;

namespace Parley.Redaction;

/// <summary>
/// Tells how far a text that still waits for its segment's end may be shown before: words in which <see cref="CalmRun"/> finds nothing of a form stand in
/// no finding that has one.
/// </summary>
internal sealed class CalmWords
{
    // Groups of letters that an identity may begin with.
    private const int Held = 2;

    private readonly int[] _ends = new int[Held];
    private CalmRun _run;
    private int _at;
    private int _word;
    private int _notBefore;
    private int _calm;

    /// <summary>Only kinds that have a form are told by it: names and dates are made of words.</summary>
    public static bool Suffice(FindOptions options) => !options.Wants(DatumKinds.DateOfBirth) && !Tagger.Kinds.Any(options.Wants);

    /// <param name="text">The text as far as it is known.</param>
    /// <param name="read">Up to where it is decided already.</param>
    /// <returns>Up to where it may be shown.</returns>
    public int Read(ReadOnlySpan<char> text, int read)
    {
        for (; _at < text.Length; _at++)
        {
            if (char.IsWhiteSpace(text[_at]))
            {
                End(text[_word.._at], read);
                _word = _at + 1;
            }
        }

        return _notBefore <= read ? _calm : 0;
    }

    /// <summary>The text has lost letters at its start.</summary>
    public void Move(int letters)
    {
        (_at, _word, _notBefore, _calm) = (_at - letters, _word - letters, _notBefore - letters, _calm - letters);
        for (var i = 0; i < Held; i++)
        {
            _ends[i] -= letters;
        }
    }

    private void End(ReadOnlySpan<char> word, int read)
    {
        if (!_run.Read(word))
        {
            _notBefore = _at + 1;
        }

        if (_notBefore > read)
        {
            // Whatever comes first now: only what follows on a decided place is calm again.
            _calm = 0;
            Array.Fill(_ends, 0);
            return;
        }

        if (word.Length > 0)
        {
            _calm = _ends[0];
            _ends[0] = _ends[1];
            _ends[1] = _at + 1;
        }
    }
}
