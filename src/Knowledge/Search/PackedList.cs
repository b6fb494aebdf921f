using Parley.Knowledge.Indexing;
using Parley.Ranking;

namespace Parley.Knowledge.Search;

/// <summary>The chunk numbers of one bucket of a namespace, as one search sees them.</summary>
/// <param name="Start">The bucket's first number in the namespace.</param>
/// <param name="Waiting">Chunks whose postings are not to be taken from the rows; null where there are none.</param>
internal sealed record PackedBlock(SearchedNamespace Namespace, int Start, Allowed Allowed, Stretches? Waiting)
{
    /// <summary>The first number among all that is searched.</summary>
    public int First => Namespace.Base + Start;

    public bool Sees(int chunk) => Allowed.Has(Namespace.Facts.Access(chunk));
}

/// <summary>One form's packed postings by block.</summary>
internal sealed class PackedList(IReadOnlyList<PackedBlock> blocks) : IPostingList
{
    private static readonly List<Indexing.Posting> None = [];

    private readonly Dictionary<int, byte[]> _rows = [];
    private readonly Dictionary<int, List<Indexing.Posting>> _waiting = [];

    public long LeftOut { get; set; }

    /// <summary>Whether there is a chunk that the asker may see.</summary>
    public bool IsSeen
    {
        get
        {
            Span<ulong> held = stackalloc ulong[PostingRows.BucketSize / 64];
            foreach (var block in _rows.Keys.Concat(_waiting.Keys))
            {
                if (Mark(block, held) && held.ContainsAnyExcept(0UL))
                {
                    return true;
                }
            }

            return LeftOut > 0;
        }
    }

    public void Add(int block, byte[] row) => _rows[block] = row;

    public void Add(int block, Indexing.Posting posting)
    {
        if (!_waiting.TryGetValue(block, out var postings))
        {
            _waiting[block] = postings = [];
        }

        postings.Add(posting);
    }

    public bool Mark(int block, Span<ulong> held)
    {
        var place = blocks[block];
        var isThere = false;
        if (_rows.TryGetValue(block, out var row))
        {
            isThere = true;
            for (var postings = new PostingReader(row, place.Start); postings.NextChunk();)
            {
                if (place.Sees(postings.Chunk) && place.Waiting?.Hold(postings.Chunk) is not true)
                {
                    Set(held, postings.Chunk - place.Start);
                }
            }
        }

        foreach (var posting in _waiting.GetValueOrDefault(block, None))
        {
            isThere = true;
            if (place.Sees(posting.Chunk))
            {
                Set(held, posting.Chunk - place.Start);
            }
        }

        return isThere;
    }

    public int Read(int block, Span<Ranking.Posting> into)
    {
        var place = blocks[block];
        var count = 0;
        if (_rows.TryGetValue(block, out var row))
        {
            for (var postings = new PostingReader(row, place.Start); postings.Next();)
            {
                if (place.Sees(postings.Chunk) && place.Waiting?.Hold(postings.Chunk) is not true)
                {
                    into[count++] = Full(place.Namespace, postings.Chunk, postings.Counts);
                }
            }
        }

        foreach (var posting in _waiting.GetValueOrDefault(block, None))
        {
            if (place.Sees(posting.Chunk))
            {
                into[count++] = Full(place.Namespace, posting.Chunk, posting.Counts);
            }
        }

        return count;
    }

    private static Ranking.Posting Full(SearchedNamespace one, int chunk, FieldCounts counts) =>
        new(one.Base + chunk, counts.Body, counts.Title, counts.Heading, counts.Question, one.Facts.Length(chunk));

    private static void Set(Span<ulong> held, int at) => held[at >> 6] |= 1UL << at;
}
