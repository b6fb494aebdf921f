namespace Parley.Ranking;

/// <summary>Postings in memory, as lists: for measuring, and for what is small.</summary>
/// <param name="lists">By form the chunks that hold it, ascending.</param>
public sealed class ListedPostings(IReadOnlyDictionary<string, List<Posting>> lists, int chunks, int blockSize = 8_192) : IPostings
{
    public int BlockSize => blockSize;

    public int Blocks => (chunks + blockSize - 1) / blockSize;

    public int FirstOf(int block) => block * blockSize;

    public IPostingList? Find(string form) => lists.TryGetValue(form, out var list) && list.Count > 0 ? new Listed(list, blockSize) : null;

    private sealed class Listed(List<Posting> postings, int blockSize) : IPostingList
    {
        public long LeftOut => 0;

        public bool Mark(int block, Span<ulong> held)
        {
            var own = Of(block);
            foreach (var posting in own)
            {
                var at = posting.Chunk - (block * blockSize);
                held[at >> 6] |= 1UL << at;
            }

            return own.Length > 0;
        }

        public int Read(int block, Span<Posting> into)
        {
            var own = Of(block);
            own.CopyTo(into);
            return own.Length;
        }

        private ReadOnlySpan<Posting> Of(int block)
        {
            var from = At(block * blockSize);
            return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(postings)[from..At((block + 1) * blockSize)];
        }

        private int At(int chunk)
        {
            var (low, high) = (0, postings.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = postings[middle].Chunk < chunk ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
