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
        float[] scales = [.. Enumerable.Repeat(0.0005f, Heads.Count)];
        var table = new WeightTable(biases, scales, scales, scales, weights);
        var bag = new FeatureBag();
        for (var i = 0; i < features; i++)
        {
            bag.AddWord(FeatureBag.Kind.Word, (uint)random.Next());
        }

        var scores = new float[Heads.Count];
        table.Score(bag, scores);

        var words = bag.Words.ToArray();
        for (var head = 0; head < Heads.Count; head++)
        {
            var sum = words.Sum(bucket => weights[(bucket * Heads.Count) + head]);
            var logit = biases[head] + (scales[head] * sum * WeightTable.Norm(words.Length));
            Assert.Equal(1 / (1 + MathF.Exp(-logit)), scores[head], 1e-6f);
        }
    }

    [Fact]
    public void Weights_for_other_heads_are_refused()
    {
        using var stream = new MemoryStream(BitConverter.GetBytes(3));
        using var reader = new BinaryReader(stream);

        Assert.Contains("3 heads", Assert.Throws<InvalidDataException>(() => WeightTable.Read(reader)).Message, StringComparison.Ordinal);
    }
}
