namespace Parley.Vectors.Tests;

/// <summary>An index in a folder is what it was when it is opened again, whatever cut it short.</summary>
public sealed class FileTests : IDisposable
{
    private static readonly float[][] Vectors = Points.Draw(1500);
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Quantization.None)]
    [InlineData(Quantization.Int8)]
    [InlineData(Quantization.Binary)]
    public void It_is_the_same_when_it_is_opened_again(Quantization quantization)
    {
        IReadOnlyList<VectorMatch>[] before;
        using (var index = Open(quantization))
        {
            index.Fill(Vectors[..1000]);
            index.Checkpoint();
            index.Fill(Vectors, Enumerable.Range(1000, 500));
            index.Remove(3);
            index.Add(4, Vectors[4], label: 44);
            index.SetMark(17);
            before = Answers(index);
        }

        using var again = Open(quantization);

        Assert.Equal(before, Answers(again));
        Assert.Equal((1499, 17L), (again.Count, again.Mark));
        Assert.False(again.Contains(3));
        Assert.Equal([4L], Points.Keys(again.Search(Vectors[4], 9, VectorFilter.Labels(44))));
    }

    [Fact]
    public void It_goes_on_as_if_it_had_never_been_closed()
    {
        using var straight = VectorIndex.InMemory(Points.Options()).Fill(Vectors);
        for (var part = 0; part < 5; part++)
        {
            using var index = Open();
            index.Fill(Vectors, Enumerable.Range(part * 300, 300));
            if (part % 2 == 1)
            {
                index.Checkpoint();
            }
        }

        using var whole = Open();

        Assert.Equal(Answers(straight), Answers(whole));
    }

    [Fact]
    public void Its_vectors_lie_in_the_files_after_a_checkpoint()
    {
        var vectors = Points.Draw(5000);
        using var index = VectorIndex.Open(_folder, Points.Options() with { BuildBreadth = 16, Neighbours = 4 }).Fill(vectors);
        var before = index.MemoryBytes;

        index.Checkpoint();

        Assert.True(index.MappedBytes > 0);
        Assert.True(index.MemoryBytes < before);
    }

    [Fact]
    public void A_journal_that_has_grown_is_folded_into_the_files()
    {
        using (var index = VectorIndex.Open(_folder, Points.Options(), journalLimit: 100_000))
        {
            index.Fill(Vectors);
            Assert.InRange(Journal().Length, 0, 110_000);
        }

        using var again = Open();
        Assert.Equal(1500, again.Count);
        Assert.InRange(again.Recall(), .98, 1);
    }

    [Fact]
    public void A_torn_journal_loses_its_tail_and_nothing_else()
    {
        using (var index = Open())
        {
            index.Fill(Vectors[..500]);
            index.SetMark(1);
            index.Fill(Vectors, Enumerable.Range(500, 500));
            index.SetMark(2);
        }

        foreach (var lost in new[] { 1, 1000, 100_000, 400_000 })
        {
            using (var file = Journal().Open(FileMode.Open))
            {
                file.SetLength(file.Length - lost);
            }

            using var index = Open();
            Assert.Equal(1, index.Mark);
            Assert.InRange(index.Count, 500, 1000);
            Assert.Equal(0, index.Search(Vectors[0], 1)[0].Key);
        }

        using var caughtUp = Open();
        caughtUp.Fill(Vectors);
        Assert.InRange(caughtUp.Recall(), .98, 1);
    }

    [Fact]
    public void A_journal_whose_bytes_have_changed_is_read_up_to_there()
    {
        using (var index = Open())
        {
            index.Fill(Vectors[..500]);
        }

        using (var file = Journal().Open(FileMode.Open))
        {
            file.Position = file.Length / 2;
            file.Write([0xde, 0xad, 0xbe, 0xef]);
        }

        using var again = Open();
        Assert.InRange(again.Count, 150, 350);
        Assert.Equal(0, again.Search(Vectors[0], 1)[0].Key);
    }

    [Fact]
    public void A_checkpoint_that_did_not_come_to_its_end_is_as_if_it_had_not_begun()
    {
        IReadOnlyList<VectorMatch>[] before;
        using (var index = Open())
        {
            index.Fill(Vectors[..800]);
            index.Checkpoint();
            index.Fill(Vectors, Enumerable.Range(800, 100));
            before = Answers(index);
        }

        File.AppendAllText(Path.Combine(_folder, "vectors-1.bin"), new string('x', 5000));
        File.WriteAllText(Path.Combine(_folder, "graph.tmp"), "half a graph");

        using var again = Open();
        Assert.Equal(before, Answers(again));
        again.Fill(Vectors);
        again.Checkpoint();
        Assert.InRange(again.Recall(), .98, 1);
    }

    [Fact]
    public void Room_is_given_back_in_the_files_too()
    {
        using (var index = Open().Fill(Vectors))
        {
            index.Checkpoint();
            foreach (var key in Enumerable.Range(0, 700))
            {
                index.Remove(key);
            }

            index.Compact();
            Assert.InRange(index.Recall(), .98, 1);
        }

        using var again = Open();
        Assert.Equal((800, 0), (again.Count, again.Removed));
        Assert.InRange(again.Recall(), .98, 1);
        Assert.Equal(800 * 48 * sizeof(float), new FileInfo(Path.Combine(_folder, "vectors-2.bin")).Length);
    }

    private static IReadOnlyList<VectorMatch>[] Answers(VectorIndex index) =>
        [.. Points.Draw(20, seed: 5).Select(query => index.Search(query, 10, settings: new SearchSettings { Plan = SearchPlan.Graph, Breadth = 20 }))];

    private VectorIndex Open(Quantization quantization = Quantization.None) => VectorIndex.Open(_folder, Points.Options(quantization));

    private FileInfo Journal() => new(Directory.GetFiles(_folder, "journal-*.bin").Single());
}
