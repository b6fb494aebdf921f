using Parley.Redaction.Tagging;

namespace Parley.Redaction;

/// <summary>Lets every reader look at one segment, and settles where they disagree.</summary>
internal sealed class SegmentReader(FindOptions options)
{
    private readonly List<PersonalDatum> _candidates = [];
    private readonly Tagger? _tagger = Tagger.Kinds.Any(options.Wants) ? new(TaggerModel.BuiltIn) : null;

    /// <param name="text">The text up to the end of the segment.</param>
    /// <param name="from">Where the segment begins.</param>
    public void Read(ReadOnlySpan<char> text, int from, List<PersonalDatum> found)
    {
        _candidates.Clear();
        var start = Math.Max(0, from - Walker.Context);
        var segment = new Segment(text[start..], from - start, options.Region);
        WebReader.Read(segment, _candidates);
        if (segment.Digits > 0)
        {
            IbanReader.Read(segment, _candidates);
            IdReader.Read(segment, _candidates);
            NumberReader.Read(segment, _candidates);
        }

        SecretReader.Read(segment, _candidates);
        _tagger?.Read(segment, _candidates);
        Settle(segment, start, found);
    }

    // What has a form wins over what was tagged, then the most certain, then the longest; what stands in a placeholder was replaced already.
    private void Settle(Segment segment, int offset, List<PersonalDatum> found)
    {
        var from = segment.From;
        _candidates.RemoveAll(one => one.Score < options.LeastScore || !options.Wants(one.Kind) || one.Length <= 0 || one.Start < from);
        if (_candidates.Count == 0)
        {
            return;
        }

        Placeholders.RemoveInside(segment.Text, _candidates);
        _candidates.Sort((a, b) => (Tagger.Kinds.Contains(a.Kind), b.Score, b.Length, a.Start).CompareTo((Tagger.Kinds.Contains(b.Kind), a.Score, a.Length, b.Start)));
        var first = found.Count;
        foreach (var candidate in _candidates)
        {
            var moved = candidate with { Start = candidate.Start + offset, End = candidate.End + offset };
            for (var i = first; i < found.Count; i++)
            {
                // What the tagger took along of a number that is known better ends before it.
                moved = found[i].Overlaps(moved) ? Shortened(segment, moved, found[i].Start, offset) : moved;
            }

            if (moved.Length == candidate.Length || (moved.Length > 2 && Tagger.Kinds.Contains(moved.Kind)))
            {
                found.Add(moved);
            }
        }

        found.Sort(first, found.Count - first, Comparer<PersonalDatum>.Create((a, b) => a.Start.CompareTo(b.Start)));
    }

    private static PersonalDatum Shortened(Segment segment, PersonalDatum datum, int end, int offset) =>
        end <= datum.Start ? datum with { End = datum.Start } : datum with { End = datum.Start + segment.Text[(datum.Start - offset)..(end - offset)].TrimEnd(" \r\n\t,;:(+-").Length };
}
