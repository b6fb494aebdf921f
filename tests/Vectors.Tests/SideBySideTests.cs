namespace Parley.Vectors.Tests;

/// <summary>Many search while one changes, writes anew and gives back room.</summary>
public sealed class SideBySideTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Quantization.None)]
    [InlineData(Quantization.Int8)]
    public async Task Searches_find_what_stays_while_all_else_comes_and_goes(Quantization quantization)
    {
        var vectors = Points.Draw(1500);
        using var index = VectorIndex.Open(_folder, Points.Options(quantization), journalLimit: 400_000).Fill(vectors[..500]);
        var written = 0;
        var readers = Enumerable.Range(0, 3).Select(reader => Task.Run(() =>
        {
            var searched = 0;
            while (Volatile.Read(ref written) == 0 || searched < 50)
            {
                var key = (searched++ * 7 + reader) % 500;
                var found = index.Search(vectors[key], 3, VectorFilter.Keys(other => other < 500), new SearchSettings { Breadth = 60 });
                Assert.Equal(key, found[0].Key);
                Assert.InRange(found[0].Score, .9999f, 1.0001f);
            }
        })).ToArray();

        for (var round = 0; round < 2; round++)
        {
            index.Fill(vectors, Enumerable.Range(500, 1000));
            foreach (var key in Enumerable.Range(500, 1000))
            {
                index.Remove(key);
            }

            index.Compact();
        }

        Volatile.Write(ref written, 1);
        await Task.WhenAll(readers);
        Assert.Equal(500, index.Count);
    }
}
