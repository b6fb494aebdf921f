namespace Parley.Vectors.Tests;

/// <summary>Whatever is done to an index in whatever order, it has what a dictionary has.</summary>
public sealed class ByChanceTests : IDisposable
{
    private const int Keys = 120;
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-vectors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1, Quantization.None)]
    [InlineData(2, Quantization.Int8)]
    [InlineData(3, Quantization.Binary)]
    [InlineData(4, Quantization.Int8)]
    public void It_has_what_a_dictionary_has(int seed, Quantization quantization)
    {
        var random = new Random(seed);
        var pool = Points.Draw(400, seed);
        var expected = new Dictionary<long, (float[] Vector, int Label)>();
        var index = Open(quantization);
        try
        {
            for (var step = 0; step < 700; step++)
            {
                var key = random.Next(Keys);
                switch (random.Next(100))
                {
                    case < 55:
                        expected[key] = (pool[random.Next(pool.Length)], random.Next(4));
                        index.Add(key, expected[key].Vector, expected[key].Label);
                        break;
                    case < 90:
                        Assert.Equal(expected.Remove(key), index.Remove(key));
                        break;
                    case < 93:
                        index.Checkpoint();
                        break;
                    case < 96:
                        index.Compact();
                        break;
                    default:
                        index.SetMark(step);
                        index.Dispose();
                        index = Open(quantization);
                        Assert.Equal(step, index.Mark);
                        break;
                }

                if (step % 7 == 0)
                {
                    Compare(index, expected, pool[random.Next(pool.Length)], random.Next(4));
                }
            }
        }
        finally
        {
            index.Dispose();
        }
    }

    private static void Compare(VectorIndex index, Dictionary<long, (float[] Vector, int Label)> expected, float[] query, int label)
    {
        Assert.Equal(expected.Count, index.Count);
        var all = index.Search(query, Keys, settings: new SearchSettings { Plan = SearchPlan.Exact });
        Assert.Equal(expected.Keys.Order(), all.Select(match => match.Key).Order());
        Assert.All(all, match => Assert.Equal(Cosine(expected[match.Key].Vector, query), match.Score, 1e-4));
        Assert.Equal(
            expected.Where(pair => pair.Value.Label == label).Select(pair => pair.Key).Order(),
            index.Search(query, Keys, VectorFilter.Labels(label)).Select(match => match.Key).Order());
        // The graph reaches what there is: none is left alone by what came and went around it.
        var walked = index.Search(query, Keys, settings: new SearchSettings { Plan = SearchPlan.Graph, Breadth = 2 * Keys, Oversampling = Keys });
        Assert.InRange(walked.Count, expected.Count * 0.95, expected.Count);
        Assert.Subset(expected.Keys.ToHashSet(), walked.Select(match => match.Key).ToHashSet());
    }

    private static float Cosine(float[] a, float[] b) =>
        (float)(a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x)));

    private VectorIndex Open(Quantization quantization) => VectorIndex.Open(_folder, Points.Options(quantization), journalLimit: 60_000);
}
