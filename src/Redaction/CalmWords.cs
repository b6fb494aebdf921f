using System.Buffers;
using Parley.Redaction.Tagging;

namespace Parley.Redaction;

/// <summary>
/// Tells how far a text that still waits for its segment's end may be shown before: words of small letters, with no digit, no sign that belongs to
/// numbers or tokens, and no word of secrets before them, stand in no finding that has a form.
/// </summary>
internal sealed class CalmWords
{
    // A value in quotes may follow on the word that names it, and has at most 200 letters.
    private const int AfterSecretWord = 260;
    private const int LongestWord = 24;
    private const int LongestCapitals = 8;

    // Groups of letters that an identity may begin with.
    private const int Held = 2;

    private static readonly SearchValues<string> SecretWords = SearchValues.Create(
        ["pass", "pwd", "secret", "token", "key", "cred", "wort", "contra", "senha", "hasło", "bearer", "basic", "auth", "begin"], StringComparison.OrdinalIgnoreCase);

    // The shortest key that is told by its prefix and a hyphen has one more.
    private const int LongestHyphened = 14;

    private const string Edges = ".,;:!?()[]{}*\"'`#>|…—–“”’„«»-";

    private readonly int[] _ends = new int[Held];
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
        if (!IsCalm(word))
        {
            _notBefore = Math.Max(_notBefore, _at + 1 + (word.ContainsAny(SecretWords) ? AfterSecretWord : 0));
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

    private static bool IsCalm(ReadOnlySpan<char> word)
    {
        if (word.Length > LongestWord || word.ContainsAny(SecretWords) || word.StartsWith("--", StringComparison.Ordinal))
        {
            return false;
        }

        var inner = word.Trim(Edges);
        if (inner.Length > LongestCapitals && !inner.ContainsAnyInRange('a', 'z'))
        {
            return false;
        }

        for (var i = 0; i < inner.Length; i++)
        {
            if (!(char.IsLetter(inner[i]) || char.IsSurrogate(inner[i]) || inner[i] is '\'' or '’' || (inner[i] == '-' && inner.Length <= LongestHyphened)) || (i > 0 && char.IsUpper(inner[i]) && char.IsLower(inner[i - 1])))
            {
                return false;
            }
        }

        return true;
    }
}
