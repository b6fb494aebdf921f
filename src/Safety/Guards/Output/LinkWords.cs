using System.Buffers;
using System.Collections.Frozen;

namespace Parley.Safety;

/// <summary>A part of a word that is replaced; of length 0 where something is put in.</summary>
internal readonly record struct LinkEdit(int Start, int Length, string Text);

/// <summary>
/// Finds in the words of an answer what a reader of Markdown or HTML would make images and links of (CommonMark 0.31, sections 4.7, 6.3 to 6.6), and
/// how it is kept from it. Where a word could be read both ways it is taken for the worse.
/// </summary>
internal sealed class LinkWords(LinkRule rule)
{
    private static readonly SearchValues<char> Signs = SearchValues.Create("[]<>(:\\/");

    private static readonly FrozenSet<string> Loading =
        """
        a area audio applet base body button embed form frame iframe image img input link map math meta object picture portal script source style svg table
        td th track use video
        """
            .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> LoadingTags = Loading.GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly LinkTargets _targets = new(rule.Allow);
    private readonly List<LinkEdit> _edits = [];
    private bool _isImageOpen;
    private bool _hadImage;
    private bool _hadDefinition;
    private int _lines;
    private char _last;

    /// <summary>Whether a word cannot be judged before the next is there: where it would link to follows.</summary>
    public static bool GoesOn(ReadOnlySpan<char> word) => word is [.., ' ' or '\t'] && word.TrimEnd() is [.., ']', ':' or '('];

    /// <param name="word">With the blanks behind it.</param>
    /// <param name="isTorn">Whether it goes on, being too long.</param>
    /// <returns>In their order, without overlaps; good until the next call.</returns>
    public IReadOnlyList<LinkEdit> Edits(ReadOnlySpan<char> word, bool isTorn)
    {
        _edits.Clear();
        if (word.ContainsAny(Signs))
        {
            Mark(word, isTorn);
            if (rule.Allow.Count > 0)
            {
                _targets.FindRefused(word, isTorn, _edits);
            }
        }

        // An image does not go on over an empty line.
        foreach (var c in word)
        {
            _lines = c == '\n' ? _lines + 1 : char.IsWhiteSpace(c) ? _lines : 0;
            _isImageOpen &= _lines < 2;
        }

        _last = word[^1];
        return _edits;
    }

    private void Mark(ReadOnlySpan<char> word, bool isTorn)
    {
        for (var i = 0; i < word.Length; i++)
        {
            var before = i > 0 ? word[i - 1] : _last;
            var isWrong = word[i] switch
            {
                '[' when before == '!' && !rule.Images => OpensImage(),
                '[' when before == ']' => _isImageOpen,
                '(' when before == ']' => _isImageOpen || !_targets.Allows(word[(i + 1)..], isTorn),
                ':' when before == ']' => Defines(word[(i + 1)..], isTorn),
                _ => false,
            };
            if (isWrong)
            {
                _edits.Add(new(i, 0, " "));
            }

            if (word[i] == '<' && OpensTag(word[(i + 1)..], isTorn))
            {
                _edits.Add(new(i + 1, 0, " "));
            }
        }
    }

    private bool OpensImage()
    {
        (_isImageOpen, _hadImage) = (true, true);
        return _hadDefinition;
    }

    // An image may go by a definition that stands anywhere.
    private bool Defines(ReadOnlySpan<char> rest, bool isTorn)
    {
        var isWrong = _hadImage || !_targets.Allows(rest, isTorn);
        _hadDefinition |= !isWrong;
        return isWrong;
    }

    private static bool OpensTag(ReadOnlySpan<char> rest, bool isTorn)
    {
        var length = rest.IndexOfAnyExcept(TagLetters);
        var name = length < 0 ? rest : rest[..length];
        return name.Length > 0 && (length < 0 ? isTorn
            : rest[length] == ':' ? name.Length > 1 && !LinkTargets.IsUsual(name)
            : (char.IsWhiteSpace(rest[length]) || rest[length] == '/') && LoadingTags.Contains(name));
    }

    private static readonly SearchValues<char> TagLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-");
}
