using System.Text;
using System.Text.RegularExpressions;
using Parley.Knowledge.Citing;

namespace Parley.Knowledge;

/// <summary>
/// Reads an answer as it streams and tells, as each sentence is complete, which sources bear it out and which sentences none does.
/// A label speaks for its own sentence and for the sentences without one before it, up to a blank line: that is how people and models
/// cite. The result does not depend on how the text was cut into pieces. Not for concurrent use.
/// </summary>
public sealed partial class CitationStitcher(IReadOnlyList<CitationSource> sources)
{
    private const int MostWaiting = 32;

    private readonly AnswerReader _reader = new();
    private readonly List<(AnswerSentence Sentence, string Claimed)> _waiting = [];
    private readonly SentenceJudge _judge = new(sources.ToDictionary(source => source.Label, source => source.Text, StringComparer.Ordinal));

    /// <summary>Takes the next piece of the answer's text.</summary>
    /// <returns>What was found out about the sentences that it completes, in order.</returns>
    public IReadOnlyList<StitchedSpan> Feed(string textDelta) => [.. _reader.Feed(textDelta).SelectMany(Judge)];

    /// <summary>Says that the answer is complete.</summary>
    public IReadOnlyList<StitchedSpan> Flush() => [.. _reader.Flush().SelectMany(Judge), .. JudgeWaiting([])];

    /// <summary>The labels that stand in a text, one after the other, those of a group one by one.</summary>
    public static IReadOnlyList<string> LabelsOf(string text) => [.. Label().Matches(text).SelectMany(LabelsOf)];

    /// <summary>Writes a text with other labels; what stands around them stays as it is.</summary>
    /// <param name="now">The label in the place of one.</param>
    public static string Relabel(string text, Func<string, string> now) => Label().Replace(text, match =>
    {
        var (written, from) = (new StringBuilder(), 0);
        foreach (var capture in match.Groups["label"].Captures.Cast<Capture>())
        {
            var at = capture.Index - match.Index;
            written.Append(match.ValueSpan[from..at]).Append(now(capture.Value));
            from = at + capture.Length;
        }

        return written.Append(match.ValueSpan[from..]).ToString();
    });

    private static IEnumerable<string> LabelsOf(Match match) => match.Groups["label"].Captures.Select(capture => capture.Value);

    private IEnumerable<StitchedSpan> Judge(AnswerSentence sentence)
    {
        var labels = new List<string>();
        var claimed = Label().Replace(sentence.Text, match =>
        {
            labels.AddRange(LabelsOf(match));
            return "";
        });
        claimed = ListMark().Replace(claimed, "");
        var found = sentence.StartsBlock || _waiting.Count == MostWaiting ? JudgeWaiting([]) : [];
        if (labels.Count > 0)
        {
            return [.. found, .. JudgeWaiting(labels), .. _judge.Judge(sentence.Start, sentence.End, claimed, labels)];
        }

        if (!sentence.IsListing)
        {
            _waiting.Add((sentence, claimed));
        }

        return found;
    }

    private List<StitchedSpan> JudgeWaiting(IReadOnlyList<string> labels)
    {
        var found = _waiting.SelectMany(item => _judge.JudgeUnlabelled(item.Sentence.Start, item.Sentence.End, item.Claimed, labels)).ToList();
        _waiting.Clear();
        return found;
    }

    [GeneratedRegex(@"\s*\[(?<label>S\d{1,3})(?:, ?(?<label>S\d{1,3}))*\]")]
    private static partial Regex Label();

    // A list's own numbers are no numbers of the claim.
    [GeneratedRegex(@"^\s*(\d{1,3}[.)]|[-*+•])\s+")]
    private static partial Regex ListMark();
}
