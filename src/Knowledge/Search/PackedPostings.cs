using Parley.Knowledge.Indexing;
using Parley.Ranking;

namespace Parley.Knowledge.Search;

/// <summary>
/// The postings of some forms in all that one search looks through, packed as they lie in the database. They are unpacked a block at a time, and
/// those of chunks that the asker may not see are passed over on the way.
/// </summary>
/// <param name="most">Bytes of packed postings that are read at most. Beyond that the most frequent forms are left out.</param>
internal sealed class PackedPostings(SearchScope scope, long most = PackedPostings.Usual) : IPostings
{
    private const long Usual = 32 << 20;

    // A posting takes two bytes as a rule.
    private const int BytesAPosting = 2;

    private readonly Dictionary<string, PackedList> _lists = new(StringComparer.Ordinal);
    private readonly List<PackedBlock> _blocks = [];
    private readonly List<(SearchedNamespace Namespace, int FirstBlock, IReadOnlyList<IndexPart> Waiting)> _namespaces = [];
    private long _room = most;

    public int BlockSize => PostingRows.BucketSize;

    public int Blocks => _blocks.Count;

    public int FirstOf(int block) => _blocks[block].First;

    public IPostingList? Find(string form) => _lists.GetValueOrDefault(form);

    public bool Holds(string form) => _lists.ContainsKey(form);

    /// <summary>Reads the postings of forms that were not read yet. All reads of one search are of one snapshot.</summary>
    public async Task AddAsync(IndexReader index, IReadOnlyCollection<string> forms)
    {
        if (_namespaces.Count == 0)
        {
            await BeginAsync(index);
        }

        var fresh = forms.Where(form => !_lists.ContainsKey(form)).Distinct(StringComparer.Ordinal)
            .ToDictionary(form => form, _ => new PackedList(_blocks), StringComparer.Ordinal);
        foreach (var (one, firstBlock, waiting) in _namespaces)
        {
            var wanted = await BoundAsync(index, one, fresh);
            foreach (var row in await index.PostingsAsync(one.Name, wanted))
            {
                // Chunks of further buckets are being written, and nobody sees them yet.
                if (row.Bucket < BucketsOf(one))
                {
                    _room -= row.Data.Length;
                    fresh[row.Term].Add(firstBlock + (int)row.Bucket, row.Data);
                }
            }

            AddWaiting(one, firstBlock, waiting, fresh);
        }

        foreach (var (form, list) in fresh.Where(pair => pair.Value.IsSeen))
        {
            _lists[form] = list;
        }
    }

    private async Task BeginAsync(IndexReader index)
    {
        foreach (var one in scope.Namespaces)
        {
            var parts = await index.WaitingAsync(one.Name);
            _namespaces.Add((one, _blocks.Count, parts));
            for (var bucket = 0; bucket < BucketsOf(one); bucket++)
            {
                var (from, to) = (PostingRows.StartOf(bucket), PostingRows.StartOf(bucket + 1L));
                var here = parts.Where(part => part.First < to && part.Last >= from).ToList();
                _blocks.Add(new(one, from, scope.Allowed, here.Count > 0 ? new Stretches(here) : null));
            }
        }
    }

    /// <returns>The forms of which there is room for the postings.</returns>
    private async Task<string[]> BoundAsync(IndexReader index, SearchedNamespace one, Dictionary<string, PackedList> forms)
    {
        if ((long)one.Facts.Chunks * forms.Count * BytesAPosting <= _room)
        {
            return [.. forms.Keys];
        }

        var (kept, room) = (new List<string>(), _room);
        foreach (var (term, bytes) in (await index.SizesAsync([one.Name], [.. forms.Keys])).OrderBy(size => size.Bytes).ThenBy(size => size.Term, StringComparer.Ordinal))
        {
            if ((room -= bytes) >= 0)
            {
                kept.Add(term);
            }
            else
            {
                forms[term].LeftOut += Math.Min(bytes / BytesAPosting, one.Facts.Chunks);
            }
        }

        return [.. kept];
    }

    private static void AddWaiting(
        SearchedNamespace one, int firstBlock, IReadOnlyList<IndexPart> parts, Dictionary<string, PackedList> forms)
    {
        if (parts.Count == 0)
        {
            return;
        }

        var found = forms.Keys.ToDictionary(form => form, _ => new List<Indexing.Posting>(), StringComparer.Ordinal);
        foreach (var part in parts)
        {
            PartData.Find(part.Data, (int)part.First, found);
        }

        foreach (var (form, postings) in found)
        {
            foreach (var posting in postings.Where(posting => posting.Chunk < one.Facts.Chunks))
            {
                forms[form].Add(firstBlock + (posting.Chunk / PostingRows.BucketSize), posting);
            }
        }
    }

    private static int BucketsOf(SearchedNamespace one) => (one.Facts.Chunks + PostingRows.BucketSize - 1) / PostingRows.BucketSize;
}
