using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>The baseline: words and pairs of words, weighted by how rare they are, with a logistic regression.</summary>
internal sealed class Tfidf
{
    private const int Buckets = 1 << 18;
    private const int Epochs = 12;

    private readonly float[] _rarity = new float[Buckets];
    private readonly float[] _weights = new float[Buckets];
    private float _bias;

    public Tfidf(IReadOnlyList<(string Text, bool IsTrue, float Weight)> examples, int seed)
    {
        var terms = examples.Select(example => Terms(example.Text)).ToArray();
        foreach (var bucket in terms.SelectMany(text => text.Keys))
        {
            _rarity[bucket]++;
        }

        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            _rarity[bucket] = 1 + MathF.Log((1f + examples.Count) / (1 + _rarity[bucket]));
        }

        var vectors = Array.ConvertAll(terms, Vector);
        var squares = new float[Buckets];
        var order = Enumerable.Range(0, vectors.Length).ToArray();
        var random = new Random(seed);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(order);
            foreach (var i in order)
            {
                var error = examples[i].Weight * (Score(vectors[i]) - (examples[i].IsTrue ? 1 : 0));
                _bias -= 0.02f * error;
                foreach (var (bucket, value) in vectors[i])
                {
                    var gradient = (error * value) + (1e-6f * _weights[bucket]);
                    squares[bucket] += gradient * gradient;
                    _weights[bucket] -= 0.4f * gradient / (MathF.Sqrt(squares[bucket]) + 1e-3f);
                }
            }
        }
    }

    public float Score(string text) => Score(Vector(Terms(text)));

    private float Score((int Bucket, float Value)[] vector) => 1 / (1 + MathF.Exp(-_bias - vector.Sum(term => term.Value * _weights[term.Bucket])));

    private (int Bucket, float Value)[] Vector(Dictionary<int, int> terms)
    {
        var vector = terms.OrderBy(term => term.Key).Select(term => (term.Key, Value: (1 + MathF.Log(term.Value)) * _rarity[term.Key])).ToArray();
        var length = MathF.Sqrt(vector.Sum(term => term.Value * term.Value));
        return Array.ConvertAll(vector, term => (term.Key, term.Value / length));
    }

    private static Dictionary<int, int> Terms(string text)
    {
        var terms = new Dictionary<int, int>();
        var before = 0u;
        foreach (var word in Parley.Text.Words.In(text))
        {
            var hash = FeatureBag.Hash(text.AsSpan(word.Start, word.Length).ToString().ToLowerInvariant());
            Add(hash);
            Add((before * 31) + hash);
            before = hash;
        }

        return terms;

        void Add(uint hash)
        {
            var bucket = (int)((hash * 0x9E3779B9u) >> 14);
            terms[bucket] = terms.GetValueOrDefault(bucket) + 1;
        }
    }
}
