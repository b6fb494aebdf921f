namespace Parley.Conversations;

/// <summary>That a term stands in the message at a place of a segment, and what it weighs there.</summary>
internal readonly record struct Posting(int Place, byte Weight);

/// <summary>
/// One bucket of a segment: for each of its terms, in the order of their hashes, the hash, the number of bytes that follow, and pairs of
/// the step to the next place and the weight there.
/// </summary>
internal static class PostingList
{
    public static byte[] Pack(IEnumerable<(ulong Hash, Posting Posting)> postings)
    {
        using var bytes = new MemoryStream();
        using var list = new MemoryStream();
        Span<byte> hash = stackalloc byte[TermKey.HashBytes];
        foreach (var term in postings.GroupBy(posting => posting.Hash).OrderBy(term => term.Key))
        {
            list.SetLength(0);
            var before = 0;
            foreach (var posting in term.Select(item => item.Posting).OrderBy(posting => posting.Place))
            {
                PackedNumbers.WriteSmall(list, posting.Place - before);
                list.WriteByte(posting.Weight);
                before = posting.Place;
            }

            PackedNumbers.Write48(hash, term.Key);
            bytes.Write(hash);
            PackedNumbers.WriteSmall(bytes, (int)list.Length);
            list.WriteTo(bytes);
        }

        return bytes.ToArray();
    }

    /// <summary>Adds the postings of one term to a list; those of other terms are skipped unread.</summary>
    public static void Find(byte[] packed, ulong hash, List<Posting> found)
    {
        for (var at = 0; at < packed.Length;)
        {
            var here = PackedNumbers.Read48(packed.AsSpan(at));
            at += TermKey.HashBytes;
            var end = PackedNumbers.ReadSmall(packed, ref at);
            end += at;
            if (here == hash)
            {
                Read(packed, at, end, found);
            }

            if (here >= hash)
            {
                return;
            }

            at = end;
        }
    }

    /// <summary>All terms of a bucket with their postings.</summary>
    public static IEnumerable<(ulong Hash, Posting Posting)> Unpack(byte[] packed)
    {
        for (var at = 0; at < packed.Length;)
        {
            var hash = PackedNumbers.Read48(packed.AsSpan(at));
            at += TermKey.HashBytes;
            var end = PackedNumbers.ReadSmall(packed, ref at);
            end += at;
            var list = new List<Posting>();
            Read(packed, at, end, list);
            foreach (var posting in list)
            {
                yield return (hash, posting);
            }

            at = end;
        }
    }

    private static void Read(byte[] packed, int at, int end, List<Posting> found)
    {
        for (var place = 0; at < end;)
        {
            place += PackedNumbers.ReadSmall(packed, ref at);
            found.Add(new(place, packed[at++]));
        }
    }
}
