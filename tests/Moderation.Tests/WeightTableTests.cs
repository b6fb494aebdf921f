namespace Parley.Moderation.Tests;

public sealed class WeightTableTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(2_000)]
    public void A_score_is_the_plain_sum_of_the_weights_however_many_features_there_are(int features)
    {
        var random = new Random(7);
        var weights = new sbyte[Heads.Count * FeatureBag.Buckets];
        random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()));

        // The most and the least that a weight can be, so that sums are as large as they get.
        for (var bucket = 0; bucket < FeatureBag.Buckets; bucket++)
        {
            (weights[bucket * Heads.Count], weights[(bucket * Heads.Count) + 1]) = (sbyte.MinValue, sbyte.MaxValue);
        }

        float[] biases = [.. Enumerable.Range(0, Heads.Count).Select(head => head / 10f)];
        float[][] scales = [.. new[] { 0.0005f, 0.0003f, 0.0007f }.Select(scale => Enumerable.Repeat(scale, Heads.Count).ToArray())];
        var table = new WeightTable(biases, scales[0], scales[1], scales[2], weights);
        var bag = new FeatureBag();
        while (bag.Words.Length < features)
        {
            bag.AddWord(FeatureBag.Kind.Word, (uint)random.Next());
        }

        for (var i = 0u; i < Math.Min(features, 40); i++)
        {
            bag.Add(FeatureBag.Kind.Sign, i);
            bag.AddMeaning(FeatureBag.Kind.Concept, i);
        }

        var scores = new float[Heads.Count];
        table.Score(bag, scores);

        int[][] kinds = [bag.Words.ToArray(), bag.Structure.ToArray(), bag.Meaning.ToArray()];
        Assert.Equal(features, kinds[0].Length);
        for (var head = 0; head < Heads.Count; head++)
        {
            var logit = biases[head];
            foreach (var (buckets, scale) in kinds.Zip(scales))
            {
                logit += scale[head] * buckets.Sum(bucket => weights[(bucket * Heads.Count) + head]) * WeightTable.Norm(buckets.Length);
            }

            Assert.Equal(1 / (1 + MathF.Exp(-logit)), scores[head], 1e-6f);
        }
    }

    [Fact]
    public void Weights_that_are_not_one_for_each_bucket_and_head_are_refused()
    {
        float[] each = new float[Heads.Count];

        Assert.Contains("buckets", Assert.Throws<ArgumentException>(() => new WeightTable(each, each, each, each, new sbyte[16])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_for_other_heads_are_refused()
    {
        using var stream = new MemoryStream(BitConverter.GetBytes(3));
        using var reader = new BinaryReader(stream);

        Assert.Contains("3 heads", Assert.Throws<InvalidDataException>(() => WeightTable.Read(reader)).Message, StringComparison.Ordinal);
    }
}
