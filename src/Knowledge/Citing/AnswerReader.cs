using System.Text;
using System.Text.RegularExpressions;
using Parley.Text;

namespace Parley.Knowledge.Citing;

/// <summary>A sentence of an answer with the labels in and right behind it; a listing in a fence is one sentence.</summary>
/// <param name="StartsBlock">Whether a blank line stands before it.</param>
internal readonly record struct AnswerSentence(int Start, int End, string Text, bool IsListing, bool StartsBlock);

/// <summary>
/// Cuts a growing answer into sentences. A border is believed only when what follows it shows that no further text could move it, so the
/// sentences do not depend on how the answer was cut into pieces.
/// </summary>
internal sealed partial class AnswerReader
{
    private const string Fence = "```";
    private const int LongestLabels = 80;
    private const int LongestNumber = 16;
    private const int LongestWord = 16;

    private readonly StringBuilder _text = new();
    private string _open = "";
    private int _openAt;
    private int _scanned;
    private int _lineFeeds;

    /// <returns>The sentences that are now complete.</returns>
    public IReadOnlyList<AnswerSentence> Feed(string delta)
    {
        _text.Append(delta);
        return Take(isEnd: false);
    }

    /// <returns>The sentences that are left when nothing more follows.</returns>
    public IReadOnlyList<AnswerSentence> Flush() => Take(isEnd: true);

    private List<AnswerSentence> Take(bool isEnd)
    {
        _open += _text.ToString();
        _text.Clear();
        var found = new List<AnswerSentence>();
        while (Next(isEnd) is { } end)
        {
            Add(end, found);
        }

        if (isEnd && _open.Length > 0)
        {
            Add(_open.Length, found);
        }

        return found;
    }

    private void Add(int end, List<AnswerSentence> found)
    {
        if (Sentences.Trim(_open, 0, end) is { Length: > 0 } span)
        {
            var startsBlock = _lineFeeds + _open.AsSpan(0, span.Start).Count('\n') > 1;
            found.Add(new AnswerSentence(_openAt + span.Start, _openAt + span.End, span.Of(_open), StartsFence(span.Start), startsBlock));
            _lineFeeds = _open.AsSpan(span.End, end - span.End).Count('\n');
        }
        else
        {
            _lineFeeds += _open.AsSpan(0, end).Count('\n');
        }

        _open = _open[end..];
        _openAt += end;
        _scanned = 0;
    }

    /// <returns>Where the first open sentence ends, its labels included; null when that cannot be told yet.</returns>
    private int? Next(bool isEnd)
    {
        var first = Skip(0);
        if (_open.Length - first < Fence.Length && !isEnd)
        {
            return null;
        }

        if (StartsFence(first))
        {
            return EndOfFence(first) is { } close ? Labelled(close, isEnd) : null;
        }

        for (var at = Math.Max(_scanned, first); at < _open.Length; at++)
        {
            var isBorder = Sentences.IsBorder(_open, at, _open.Length, out var after);
            if (!isEnd && (isBorder || _open[at] is '\n' or '.') && !IsDecided(after))
            {
                _scanned = at;
                return null;
            }

            if (isBorder || (_open[at] == '\n' && StartsFence(Skip(at + 1))))
            {
                var end = Labelled(after, isEnd);
                _scanned = at;
                return end;
            }
        }

        _scanned = _open.Length;
        return null;
    }

    private int? EndOfFence(int start)
    {
        var close = _open.IndexOf("\n" + Fence, start + Fence.Length, StringComparison.Ordinal);
        var lineEnd = close < 0 ? -1 : _open.IndexOf('\n', close + 1);
        return lineEnd < 0 ? null : lineEnd;
    }

    private int? Labelled(int after, bool isEnd)
    {
        var end = after;
        while (LabelsHere().Match(_open, end) is { Success: true, Length: > 0 } labels)
        {
            end += labels.Length;
        }

        return isEnd || IsDecided(end) ? end : null;
    }

    // What begins behind the border must show itself: a label, a list's number and a fence need more than one character, and behind a
    // number or a letter with a full stop the next word tells whether the sentence goes on.
    private bool IsDecided(int end)
    {
        var next = Skip(end);
        var left = _open.Length - next;
        return left > 0 && _open[next] switch
        {
            '[' => left >= LongestLabels || _open.AsSpan(next).Contains(']'),
            >= '0' and <= '9' => left >= LongestNumber,
            '`' => left >= Fence.Length,
            _ when MayGoOn(end) => left >= LongestWord || _open.Skip(next).Any(c => !char.IsLetter(c)),
            _ => left >= 2,
        };
    }

    private bool MayGoOn(int end) =>
        end > 1 && _open[end - 1] == '.' && (char.IsAsciiDigit(_open[end - 2]) || (char.IsLetter(_open[end - 2]) && (end < 3 || !char.IsLetter(_open[end - 3]))));

    private bool StartsFence(int at) => string.CompareOrdinal(_open, at, Fence, 0, Fence.Length) == 0;

    private int Skip(int at)
    {
        while (at < _open.Length && char.IsWhiteSpace(_open[at]))
        {
            at++;
        }

        return at;
    }

    [GeneratedRegex(@"\G[ \t]*\n?[ \t]*\[S\d{1,3}(?:, ?S\d{1,3}){0,8}\][.!?。]?")]
    private static partial Regex LabelsHere();
}
