using System.Collections.Frozen;

namespace Parley.Redaction;

/// <summary>
/// Cuts a text where nothing that is looked for goes on: after sentences, at empty lines, between two words of the small kind, among words that have no
/// form where only what has one is looked for, and at the latest after 512 characters. It remembers how far it has looked, so that text which comes
/// letter by letter is looked at once.
/// </summary>
/// <param name="amongCalmWords">Whether only kinds that have a form are looked for.</param>
internal sealed class Segmenter(bool amongCalmWords)
{
    /// <summary>The longest segment, in UTF-16 code units.</summary>
    public const int Longest = 512;

    private const int LongestPlaceholder = 64;
    private const int ShortestOfWords = 16;
    private const int LongEnoughForLine = 200;

    // A number is told by what stands up to 32 letters after it, and an identity may begin with two groups of letters.
    private const int CalmWords = 4;
    private const int CalmLetters = 32;
    private const string Block = "-----BEGIN ";

    private static readonly FrozenSet<string> Small =
        """
        you your yours it it's its is are was were can could will would shall should must may might that this these those have
        has had if then to be been do does did not i we they them he she what which when where how why there
        because so but or than also just very please
        """
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> SmallWords = Small.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string> Shortened =
        """
        st ave rd blvd dr mr mrs ms prof jr sr inc ltd co corp no nr str apt ste fl tel mt ft
        pl sq ct ln hwy bros dept univ rev gen col capt mme mlle sra dña dn u.s p.o d.o.b e.g i.e vs via
        av calle rua
        """
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ShortenedWords = Shortened.GetAlternateLookup<ReadOnlySpan<char>>();

    private int _at = 1;
    private int _wordStart;
    private int _wordEnd;
    private int _lines;
    private int _soft;
    private int _hard;
    private bool _isSmall;
    private CalmRun _run;
    private int _calmWords;
    private int _calmFrom = -1;
    private int _lastStart;

    /// <summary>Whether the last segment had to be cut inside of a word.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>What may stand in one token, such as an address of the web or a key.</summary>
    public static bool IsOfToken(char c) => char.IsAsciiLetterOrDigit(c) || "_-./+=%:&#?@~$*".Contains(c, StringComparison.Ordinal);

    /// <param name="rest">What is known from the start of the segment on.</param>
    /// <param name="final">Whether nothing follows.</param>
    /// <returns>The length of the segment, or 0 when more must be known.</returns>
    public int Length(ReadOnlySpan<char> rest, bool final)
    {
        for (; _at <= Longest && _at < rest.Length; _at++)
        {
            var (before, here) = (rest[_at - 1], rest[_at]);
            if (here == '-' && rest[_at..].Length < Block.Length && Block.StartsWith(rest[_at..].ToString(), StringComparison.Ordinal) && !final)
            {
                return 0;
            }

            if ((here == '-' && rest[_at..].StartsWith(Block)) || before is '。' or '！' or '？')
            {
                return End(_at, false);
            }

            if (IsBlank(here))
            {
                _lines += here == '\n' ? 1 : 0;
                _wordEnd = IsBlank(before) ? _wordEnd : _at;
            }
            else if (IsBlank(before))
            {
                if (EndsBefore(rest, _at))
                {
                    return End(_at, false);
                }

                if (amongCalmWords && _wordEnd > _wordStart && IsCalmBefore(rest[_wordStart.._wordEnd]))
                {
                    return End(_lastStart, false);
                }

                (_hard, _soft) = (_at, char.IsAsciiDigit(rest[_wordEnd > 0 ? _wordEnd - 1 : 0]) && char.IsAsciiDigit(here) ? _soft : _at);
                (_wordStart, _lines) = (_at, 0);
            }
        }

        if (_at > Longest)
        {
            var cut = _soft > 0 ? _soft : _hard;
            return cut > 0 ? End(cut, false) : End(Tear(rest[..Longest]), true);
        }

        return final && rest.Length > 0 ? End(rest.Length, false) : 0;
    }

    // Neither a placeholder nor a pair of surrogates is torn.
    private static int Tear(ReadOnlySpan<char> rest)
    {
        var bracket = rest.LastIndexOf('[');
        return bracket > Longest - LongestPlaceholder && !rest[bracket..].Contains(']') ? bracket
            : char.IsHighSurrogate(rest[^1]) ? Longest - 1 : Longest;
    }

    private bool EndsBefore(ReadOnlySpan<char> rest, int next)
    {
        var word = _wordEnd > _wordStart ? rest[_wordStart.._wordEnd] : default;
        if (_lines >= 2 || (_lines == 1 && next >= LongEnoughForLine))
        {
            return true;
        }

        if (word.IsEmpty)
        {
            return false;
        }

        if (word[^1] is '!' or '?' || (word[^1] == '.' && EndsSentence(word.TrimEnd('.'), rest[next])))
        {
            return true;
        }

        var wasSmall = _isSmall;
        _isSmall = SmallWords.Contains(word);
        return wasSmall && _isSmall && next >= ShortestOfWords;
    }

    // The last two words stay with what follows.
    private bool IsCalmBefore(ReadOnlySpan<char> word)
    {
        if (!_run.Read(word))
        {
            (_calmFrom, _calmWords) = (_at, 0);
            return false;
        }

        if (++_calmWords >= CalmWords && _calmFrom >= 0 && _lastStart - _calmFrom >= CalmLetters && !_run.IsOpen)
        {
            return true;
        }

        _lastStart = _wordStart;
        return false;
    }

    private static bool EndsSentence(ReadOnlySpan<char> word, char next) =>
        char.IsLetter(next) && word.Length > 1 && (word.Length > 4 || char.IsUpper(next)) && !ShortenedWords.Contains(word.TrimStart("([\"'"));

    private int End(int length, bool torn)
    {
        (_at, _wordStart, _wordEnd, _lines, _soft, _hard, _isSmall, IsTorn) = (1, 0, 0, 0, 0, 0, false, torn);
        (_calmFrom, _calmWords, _lastStart) = (-1, 0, 0);
        return length;
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c);
}
