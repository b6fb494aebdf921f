using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Parley.Ranking;

/// <summary>
/// Adds up scores block by block, the heaviest terms first. Where what the lighter terms can still add would lift no further chunk among the
/// best, they count for the chunks alone that a heavier one has named: their other postings are passed over. What is found is the same.
/// </summary>
/// <remarks>H. Turtle, J. Flood: "Query evaluation: strategies and optimizations" (1995), MaxScore, taken by blocks of chunks.</remarks>
internal sealed class BlockRanking : IDisposable
{
    // So that a sum that was rounded up still counts as one that may reach.
    private const double Slack = 1 + 1e-9;

    private readonly IPostings _postings;
    private readonly CorpusSize _corpus;
    private readonly FieldWeights _fields;
    private readonly int _top;
    private readonly int _words;
    private readonly Posting[] _read;
    private readonly double[] _scores;
    private readonly double[] _occurrences;
    private readonly ulong[] _named;
    private readonly ulong[] _ofTerm;
    private readonly List<Found> _best = [];
    private double _least = double.NegativeInfinity;

    public BlockRanking(IPostings postings, CorpusSize corpus, FieldWeights fields, int top)
    {
        (_postings, _corpus, _fields, _top) = (postings, corpus, fields, top);
        _words = (postings.BlockSize + 63) / 64;
        _read = ArrayPool<Posting>.Shared.Rent(postings.BlockSize);
        _scores = ArrayPool<double>.Shared.Rent(postings.BlockSize);
        _occurrences = ArrayPool<double>.Shared.Rent(postings.BlockSize);
        _named = new ulong[_words];
        _ofTerm = new ulong[_words];
        Array.Clear(_scores);
    }

    /// <param name="terms">With their weights, the heaviest first.</param>
    public IReadOnlyList<Found> Rank(IReadOnlyList<(TermLists Lists, double Weight)> terms)
    {
        var still = new double[terms.Count + 1];
        for (var i = terms.Count - 1; i >= 0; i--)
        {
            still[i] = still[i + 1] + (terms[i].Weight * Bm25F.Most(_fields) * Slack);
        }

        for (var block = 0; block < _postings.Blocks; block++)
        {
            for (var i = 0; i < terms.Count; i++)
            {
                Add(block, terms[i].Lists, terms[i].Weight, still[i] < _least);
            }

            Take(_postings.FirstOf(block));
        }

        Cut();
        return _best;
    }

    public void Dispose()
    {
        ArrayPool<Posting>.Shared.Return(_read);
        ArrayPool<double>.Shared.Return(_scores);
        ArrayPool<double>.Shared.Return(_occurrences);
    }

    private void Add(int block, TermLists term, double weight, bool toNamed)
    {
        var first = _postings.FirstOf(block);
        if (term.Forms is [var (closeness, list)])
        {
            foreach (ref readonly var posting in Read(list, block))
            {
                var at = posting.Chunk - first;
                if (!toNamed || Has(_named, at))
                {
                    Set(_named, at);
                    _scores[at] += weight * Bm25F.Saturated(closeness * Bm25F.Frequency(posting, _corpus, _fields), _fields);
                }
            }

            return;
        }

        foreach (var form in term.Forms)
        {
            foreach (ref readonly var posting in Read(form.List, block))
            {
                var at = posting.Chunk - first;
                if (!toNamed || Has(_named, at))
                {
                    var occurrences = form.Closeness * Bm25F.Frequency(posting, _corpus, _fields);
                    _occurrences[at] = Has(_ofTerm, at) ? Math.Max(_occurrences[at], occurrences) : occurrences;
                    Set(_ofTerm, at);
                }
            }
        }

        for (var word = 0; word < _words; word++)
        {
            for (var bits = _ofTerm[word]; bits != 0; bits &= bits - 1)
            {
                var at = (word << 6) + BitOperations.TrailingZeroCount(bits);
                _scores[at] += weight * Bm25F.Saturated(_occurrences[at], _fields);
            }

            _named[word] |= _ofTerm[word];
            _ofTerm[word] = 0;
        }
    }

    private ReadOnlySpan<Posting> Read(IPostingList list, int block) => _read.AsSpan(0, list.Read(block, _read));

    // Chunks come in the order of their numbers, so that one that is as good as the last of the best comes too late.
    private void Take(int first)
    {
        for (var word = 0; word < _words; word++)
        {
            for (var bits = _named[word]; bits != 0; bits &= bits - 1)
            {
                var at = (word << 6) + BitOperations.TrailingZeroCount(bits);
                if (_scores[at] > _least)
                {
                    _best.Add(new(first + at, _scores[at]));
                    if (_best.Count >= 8 * _top)
                    {
                        Cut();
                    }
                }

                _scores[at] = 0;
            }

            _named[word] = 0;
        }

        Cut();
    }

    private void Cut()
    {
        _best.Sort(static (left, right) => left.Score == right.Score ? left.Chunk.CompareTo(right.Chunk) : right.Score.CompareTo(left.Score));
        if (_best.Count >= _top)
        {
            _best.RemoveRange(_top, _best.Count - _top);
            _least = _best[^1].Score;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Has(ulong[] bits, int at) => (bits[at >> 6] & (1UL << at)) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Set(ulong[] bits, int at) => bits[at >> 6] |= 1UL << at;
}
