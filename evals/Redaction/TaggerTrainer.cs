using Parley.Redaction.Tagging;

namespace Parley.PersonalData;

/// <summary>
/// Learns the weights by AdaGrad (Duchi et al. 2011) on the cross-entropy of each tag, sets by one temperature how sure it is (Guo et al. 2017), and
/// brings the weights down to one byte each. Some of the time the tags before are those that it chose itself.
/// </summary>
internal sealed class TaggerTrainer(int seed)
{
    private const int Epochs = 8;
    private const float Rate = 0.12f;
    private const double Dropped = 0.25;
    private const double OwnTags = 0.3;
    private const int Tags = TaggerModel.Tags;

    private readonly float[] _weights = new float[Features.Buckets * Tags];
    private readonly float[] _squares = new float[Features.Buckets * Tags];

    public float Temperature { get; private set; } = 1;

    public void Learn(IReadOnlyList<Labelled> all)
    {
        var random = new Random(seed);
        var segments = all.ToArray();
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(segments);
            foreach (var segment in segments)
            {
                Step(segment, random, epoch > 0 && random.NextDouble() < OwnTags);
            }
        }
    }

    public void Calibrate(IReadOnlyList<Labelled> segments) =>
        Temperature = Enumerable.Range(0, 60).Select(step => 0.5f * MathF.Pow(1.04f, step)).MinBy(temperature => segments.Sum(segment => Loss(segment, temperature)));

    public TaggerModel Finish()
    {
        var (scales, weights) = (new float[Tags], new sbyte[_weights.Length]);
        for (var tag = 0; tag < Tags; tag++)
        {
            // A few outliers would cost all others their steps.
            var most = Enumerable.Range(0, Features.Buckets).Select(bucket => Math.Abs(_weights[(bucket * Tags) + tag])).Order().ElementAt((int)(Features.Buckets * 0.9995));
            scales[tag] = most / sbyte.MaxValue / Temperature;
            for (var bucket = 0; bucket < Features.Buckets; bucket++)
            {
                weights[(bucket * Tags) + tag] = (sbyte)Math.Clamp(MathF.Round(_weights[(bucket * Tags) + tag] / most * sbyte.MaxValue), -127, 127);
            }
        }

        return new(scales, weights);
    }

    private double Loss(Labelled segment, float temperature)
    {
        Span<int> features = stackalloc int[Features.Most];
        Span<float> tags = stackalloc float[Tags];
        var (loss, before, beforeThat) = (0.0, 0, 0);
        for (var at = 0; at < segment.Tokens.Length; at++)
        {
            Score(features[..Features.Read(segment.Tokens, at, before, beforeThat, segment.IsCaseless, features)], tags, temperature);
            loss -= Math.Log(Math.Max(1e-6, tags[segment.Tags[at]]));
            (beforeThat, before) = (before, segment.Tags[at]);
        }

        return loss;
    }

    private void Step(Labelled segment, Random random, bool isOwn)
    {
        Span<int> features = stackalloc int[Features.Most];
        Span<float> tags = stackalloc float[Tags];
        var (before, beforeThat) = (0, 0);
        for (var at = 0; at < segment.Tokens.Length; at++)
        {
            var count = Features.Read(segment.Tokens, at, before, beforeThat, segment.IsCaseless, features);
            var kept = 0;
            for (var i = 0; i < count; i++)
            {
                features[kept] = features[i];
                kept += random.NextDouble() >= Dropped ? 1 : 0;
            }

            Score(features[..kept], tags, 1);
            var chosen = tags.IndexOf(Most(tags));
            var right = segment.Tags[at];
            for (var tag = 0; tag < Tags; tag++)
            {
                var error = tags[tag] - (tag == right ? 1 : 0);
                if (Math.Abs(error) < 1e-3f)
                {
                    continue;
                }

                foreach (var feature in features[..kept])
                {
                    ref var square = ref _squares[(feature * Tags) + tag];
                    square += error * error;
                    _weights[(feature * Tags) + tag] -= Rate * error / (MathF.Sqrt(square) + 1e-2f);
                }
            }

            (beforeThat, before) = (before, isOwn ? chosen : right);
        }
    }

    private static float Most(Span<float> tags)
    {
        var most = tags[0];
        foreach (var tag in tags)
        {
            most = Math.Max(most, tag);
        }

        return most;
    }

    private void Score(ReadOnlySpan<int> features, Span<float> tags, float temperature)
    {
        tags.Clear();
        foreach (var feature in features)
        {
            for (var tag = 0; tag < Tags; tag++)
            {
                tags[tag] += _weights[(feature * Tags) + tag] / temperature;
            }
        }

        TaggerModel.Softmax(tags);
    }
}
