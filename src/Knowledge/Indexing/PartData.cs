using System.IO.Compression;
using System.Text;

namespace Parley.Knowledge.Indexing;

/// <summary>The bytes of a row of <c>knowledge_parts</c>: the postings of a stretch of chunks by term, later their terms alone.</summary>
internal static class PartData
{
    /// <summary>Longer terms are not indexed.</summary>
    public const int LongestTerm = 64;

    private const char Between = '\n';
    private const int Places = 4_096;

    /// <summary>The postings of chunks whose numbers follow each other; the first counts as 0.</summary>
    public static byte[] Pack(IReadOnlyList<IndexedChunk> chunks)
    {
        var byTerm = new SortedDictionary<string, List<Posting>>(StringComparer.Ordinal);
        foreach (var (i, chunk) in chunks.Index())
        {
            foreach (var (term, counts) in chunk.Terms)
            {
                if (!byTerm.TryGetValue(term, out var postings))
                {
                    byTerm[term] = postings = [];
                }

                postings.Add(new(i, counts));
            }
        }

        var bytes = new ByteWriter();
        var packed = new ByteWriter();
        foreach (var (term, postings) in byTerm)
        {
            packed.Clear();
            PostingCodec.Write(packed, postings, 0);
            var name = Encoding.UTF8.GetBytes(term);
            bytes.Number((uint)name.Length);
            bytes.Bytes(name);
            bytes.Number((uint)packed.Length);
            bytes.Bytes(packed.Written);
        }

        return bytes.Written.ToArray();
    }

    /// <summary>All postings of a waiting part, by term.</summary>
    /// <param name="first">The number of its first chunk.</param>
    public static IEnumerable<(string Term, List<Posting> Postings)> Unpack(byte[] data, int first)
    {
        for (var at = 0; at < data.Length;)
        {
            var bytes = new ByteReader(data.AsSpan(at));
            var term = Encoding.UTF8.GetString(bytes.Bytes((int)bytes.Number()));
            var postings = new List<Posting>();
            PostingCodec.Read(bytes.Bytes((int)bytes.Number()), first, postings);
            at = data.Length - bytes.Left;
            yield return (term, postings);
        }
    }

    /// <summary>The postings of some terms in a waiting part.</summary>
    /// <param name="wanted">Receives them, by term.</param>
    public static void Find(byte[] data, int first, Dictionary<string, List<Posting>> wanted)
    {
        var byName = wanted.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> term = stackalloc char[LongestTerm];
        // Of the many terms of a part hardly one is wanted; most others are told by a byte at each end and their length.
        Span<ulong> perhaps = stackalloc ulong[Places / 64];
        foreach (var form in wanted.Keys.Where(form => form.Length <= LongestTerm))
        {
            var place = Place(Encoding.UTF8.GetBytes(form));
            perhaps[place >> 6] |= 1UL << place;
        }

        for (var bytes = new ByteReader(data); !bytes.IsAtEnd;)
        {
            var name = bytes.Bytes((int)bytes.Number());
            var packed = bytes.Bytes((int)bytes.Number());
            var place = Place(name);
            if ((perhaps[place >> 6] & (1UL << place)) != 0 && byName.TryGetValue(term[..Encoding.UTF8.GetChars(name, term)], out var postings))
            {
                PostingCodec.Read(packed, first, postings);
            }
        }
    }

    private static int Place(ReadOnlySpan<byte> name) => ((name[0] * 31) + (name[^1] * 131) + (name.Length * 1_031)) & (Places - 1);

    /// <summary>What stays of a part when it is folded.</summary>
    public static byte[] PackTerms(IEnumerable<string> terms)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest))
        {
            deflate.Write(Encoding.UTF8.GetBytes(string.Join(Between, terms)));
        }

        return packed.ToArray();
    }

    /// <summary>The terms of a part. Of one that is folded they are all that it holds.</summary>
    public static IReadOnlyList<string> Terms(string state, byte[] data, int first)
    {
        if (state != PartState.Folded)
        {
            return [.. Unpack(data, first).Select(entry => entry.Term)];
        }

        using var deflate = new DeflateStream(new MemoryStream(data), CompressionMode.Decompress);
        using var reader = new StreamReader(deflate, Encoding.UTF8);
        return reader.ReadToEnd().Split(Between, StringSplitOptions.RemoveEmptyEntries);
    }
}

internal static class PartState
{
    public const string Folded = "folded";
}
