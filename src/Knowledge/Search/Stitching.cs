namespace Parley.Knowledge.Search;

/// <summary>
/// Makes what is read out of what was found: each chunk grows to its parent, and those of one document that touch or overlap become one passage.
/// The best come first; what there is no room for stays as small as it was found, or is left out.
/// </summary>
internal static class Stitching
{
    /// <param name="hits">The best first.</param>
    /// <param name="texts">The documents' texts; a hit whose text no longer stands there stays as it is.</param>
    /// <param name="room">How much may be read, in the unit of <paramref name="cost"/>.</param>
    /// <param name="cost">What a passage takes.</param>
    public static IReadOnlyList<SearchHit> Read(
        IReadOnlyList<SearchHit> hits, IReadOnlyDictionary<DocumentId, StoredText> texts, long room, Func<SearchHit, long> cost)
    {
        var read = new List<SearchHit>();
        var left = room;
        foreach (var hit in hits)
        {
            foreach (var wanted in Wishes(hit, texts.GetValueOrDefault(hit.DocumentId)))
            {
                var at = read.FindIndex(known => Touches(known, wanted, texts));
                var grown = at < 0 ? wanted : Union(read[at], wanted, texts[hit.DocumentId]);
                var more = cost(grown) - (at < 0 ? 0 : cost(read[at]));
                if (more > left)
                {
                    continue;
                }

                left -= more;
                if (at < 0)
                {
                    read.Add(grown);
                }
                else
                {
                    read[at] = grown;
                }

                break;
            }
        }

        return read;
    }

    private static IEnumerable<SearchHit> Wishes(SearchHit hit, StoredText? stored)
    {
        if (stored is not null && Stands(hit, stored) && hit.ParentStart <= hit.Start && hit.ParentEnd >= hit.End && hit.ParentEnd <= stored.Text.Length
            && hit.ParentEnd - hit.ParentStart > hit.End - hit.Start)
        {
            yield return Between(hit, hit.ParentStart, hit.ParentEnd, stored);
        }

        yield return hit;
    }

    private static bool Touches(SearchHit known, SearchHit wanted, IReadOnlyDictionary<DocumentId, StoredText> texts)
    {
        if (known.DocumentId != wanted.DocumentId || !texts.TryGetValue(known.DocumentId, out var stored) || !Stands(known, stored) || !Stands(wanted, stored))
        {
            return false;
        }

        var (first, second) = known.Start <= wanted.Start ? (known, wanted) : (wanted, known);
        return second.Start <= first.End || stored.Text.AsSpan(first.End, second.Start - first.End).IsWhiteSpace();
    }

    // The document may have been replaced since it was found.
    private static bool Stands(SearchHit hit, StoredText stored) => stored.Says(hit.Start, hit.End, hit.Text);

    private static SearchHit Union(SearchHit known, SearchHit wanted, StoredText stored) =>
        Between(known, Math.Min(known.Start, wanted.Start), Math.Max(known.End, wanted.End), stored);

    private static SearchHit Between(SearchHit hit, int start, int end, StoredText stored) => hit with
    {
        Start = start,
        End = end,
        Text = stored.Text[start..end],
        Page = hit.Page is null ? null : stored.PageAt(start) ?? hit.Page,
    };
}
