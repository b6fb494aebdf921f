using System.Buffers;

namespace Parley.Redaction;

/// <summary>
/// Reads word after word and tells whether something that has a form may stand in it: a digit, a sign that belongs to numbers or tokens, or the value
/// that a word of secrets names. What it says depends on the words alone.
/// </summary>
internal struct CalmRun
{
    // A value in quotes has at most 200 letters.
    private const int LongestValue = 260;

    // "access key id is" has one word between the name and what leads to the value.
    private const int Leading = 3;
    private const int ShortestPlainValue = 6;
    private const int ShortestToken = 16;
    private const int LongestWord = 24;
    private const int LongestCapitals = 8;

    // The shortest key that is told by its prefix and a hyphen has one more.
    private const int LongestHyphened = 14;
    private const string Edges = ".,;:!?()[]{}*\"'`#>|…—–“”’„«»-";
    private const string Signs = ":=>";
    private static readonly SearchValues<char> Quotes = SearchValues.Create("\"'`“„«");

    private static readonly string[] Leaders = ["is", "was", "ist", "lautet", "es", "est", "now", "set", "to"];

    private static readonly SearchValues<string> SecretWords = SearchValues.Create(
        ["pass", "pwd", "secret", "token", "key", "cred", "wort", "woord", "contra", "senha", "hasło", "bearer", "basic", "auth"], StringComparison.OrdinalIgnoreCase);

    private int _value;
    private int _leading;
    private bool _isNamed;
    private bool _isSigned;

    /// <summary>Whether what was read may still lead to a value.</summary>
    public readonly bool IsOpen => _value > 0 || _leading > 0 || _isNamed;

    /// <param name="word">A word without blanks; empty between two of them.</param>
    /// <returns>Whether it may be shown once what follows is calm, too.</returns>
    public bool Read(ReadOnlySpan<char> word)
    {
        if (word.IsEmpty)
        {
            return true;
        }

        var isSecret = word.ContainsAny(SecretWords);
        var isSigned = word.ContainsAny(':', '=');
        var isLeading = Leads(word.Trim(Signs));

        // Where a value may stand, a plain word is one only behind a sign or where it is long, and what stands at its edges may belong to it.
        var mayBeValue = _isNamed || _leading > 0;
        var isCalm = IsPlain(word) && (!mayBeValue || (isLeading && word.Length < ShortestPlainValue) || (!_isSigned && word.Length < ShortestToken && IsBare(word)));
        _value = Math.Max(0, _value - word.Length - 1);
        if (isSecret ? isSigned && word.ContainsAny(Quotes) : _isNamed && Quotes.Contains(word[0]))
        {
            _value = LongestValue;
        }

        _isNamed = (isSecret || mayBeValue) && (isSigned || (isLeading && !isSecret));
        _isSigned = _isNamed && (isSigned || _isSigned);
        _leading = isSecret ? Leading : Math.Max(0, _leading - 1);
        return isCalm && _value == 0;
    }

    private static bool Leads(ReadOnlySpan<char> word)
    {
        foreach (var one in Leaders)
        {
            if (word.IsEmpty || word.Equals(one, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // Nothing but letters, and what ends a sentence behind them.
    private static bool IsBare(ReadOnlySpan<char> word)
    {
        foreach (var c in word.TrimEnd(".,;)]}!?"))
        {
            if (!(char.IsLetter(c) || c is '\'' or '’' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlain(ReadOnlySpan<char> word)
    {
        if (word.Length > LongestWord || word.Contains("--", StringComparison.Ordinal))
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
