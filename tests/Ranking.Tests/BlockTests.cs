using Parley.Text;

namespace Parley.Ranking.Tests;

/// <summary>What is passed over to be fast changes nothing of what is found.</summary>
public sealed class BlockTests
{
    private const int Chunks = 3_000;
    private readonly Random _random = new(7);

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(8_192)]
    public void Ranking_by_blocks_finds_what_the_plain_formula_finds_to_the_last_bit(int blockSize)
    {
        var lists = Lists();
        var postings = new ListedPostings(lists, Chunks, blockSize);
        var size = new CorpusSize(Chunks, 80);
        foreach (var plan in Enumerable.Range(0, 60).Select(_ => Plan()))
        {
            var plain = PlainRanking.Rank(plan, lists, size, new FieldWeights(), 20);

            Assert.Equal(plain, LexicalRanker.Rank(plan, postings, size, new FieldWeights(), 20).Found);
        }
    }

    [Fact]
    public void A_term_that_was_left_out_weighs_next_to_nothing_and_the_others_rank_as_ever()
    {
        var lists = new Dictionary<string, List<Posting>> { ["ledger"] = [new(3, 1, 0, 0, 0, 9), new(70, 2, 0, 0, 0, 9)] };
        var plan = new QueryPlan("q", Language.Find("en"), true, false, [Term("the"), Term("ledger")], ["q"], []);
        var postings = new WithoutThe(new ListedPostings(lists, 100, 64));

        var found = LexicalRanker.Rank(plan, postings, new(100, 9), new FieldWeights(), 5);

        Assert.Equal([70L, 3L], found.Found.Select(one => one.Chunk));
        Assert.Equal(100, found.Terms[0].Holding);
        Assert.True(found.Terms[0].Weight < found.Terms[1].Weight / 100);
    }

    private static PlannedTerm Term(string word) => new(word, [new(word, 1)], 1);

    // Forms from nearly everywhere to hardly anywhere; some stand in titles and questions.
    private Dictionary<string, List<Posting>> Lists()
    {
        var lengths = Enumerable.Range(0, Chunks).Select(_ => 20 + _random.Next(150)).ToArray();
        return Enumerable.Range(0, 60).ToDictionary(
            i => $"w{i}",
            i => Enumerable.Range(0, Chunks).Where(_ => _random.NextDouble() < 0.9 / (1 + (i * i / 9.0)))
                .Select(chunk => new Posting(chunk, 1 + _random.Next(4), Rarely(), Rarely(), Rarely(), lengths[chunk])).ToList());

        int Rarely() => _random.Next(20) == 0 ? 1 : 0;
    }

    private QueryPlan Plan() => new(
        "q", Language.Find("en"), true, false,
        [.. Enumerable.Range(0, 1 + _random.Next(9)).Select(_ => _random.Next(75)).Distinct().Select(i => new PlannedTerm(
            $"w{i}",
            [new($"w{i}", 1), .. Enumerable.Range(0, _random.Next(3)).Select(more => new PlannedForm($"w{(i + 11 + more) % 75}", more == 0 ? 0.8 : 0.3))],
            _random.Next(3) == 0 ? 0.55 : 1))],
        ["q"], []);

    /// <summary>The word "the" is in all chunks, and nobody reads where.</summary>
    private sealed class WithoutThe(IPostings inner) : IPostings
    {
        public int BlockSize => inner.BlockSize;

        public int Blocks => inner.Blocks;

        public int FirstOf(int block) => inner.FirstOf(block);

        public IPostingList? Find(string form) => form == "the" ? new LeftOutList() : inner.Find(form);

        private sealed class LeftOutList : IPostingList
        {
            public long LeftOut => 100;

            public bool Mark(int block, Span<ulong> held) => false;

            public int Read(int block, Span<Posting> into) => 0;
        }
    }
}
