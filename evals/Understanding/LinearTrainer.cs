using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>
/// Learns the weights of one softmax by AdaGrad (Duchi et al. 2011) on the cross-entropy, sets by one temperature how sure it is (Guo et al., "On
/// Calibration of Modern Neural Networks", 2017), and brings the weights down to one byte each.
/// </summary>
internal sealed class LinearTrainer(int labels, Func<Example, int> labelOf, int seed, double balance)
{
    private const int Epochs = 10;
    private const float Rate = 0.15f;
    private const float Decay = 2e-6f;
    private const float Dropped = 0.3f;
    private const float Smoothing = 0.02f;

    private readonly float[] _weights = new float[FeatureSet.Buckets * labels];
    private readonly float[] _squares = new float[FeatureSet.Buckets * labels];
    private readonly float[] _biases = new float[labels];
    private readonly float[] _logits = new float[labels];

    public float Temperature { get; private set; } = 1;

    public void Learn(IReadOnlyList<Example> all)
    {
        var examples = all.Where(example => labelOf(example) >= 0).ToArray();
        var mean = examples.Average(example => example.Weight);

        // A rare label counts for more: with a balance of 1 each label counts the same.
        var masses = examples.GroupBy(labelOf).ToDictionary(group => group.Key, group => group.Sum(example => (double)example.Weight));
        var most = masses.Values.Max();
        var scale = masses.ToDictionary(mass => mass.Key, mass => (float)Math.Pow(most / mass.Value, balance) / mean);
        var random = new Random(seed);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(examples);
            foreach (var example in examples)
            {
                Step(example, [.. example.Features.Where(_ => random.NextSingle() >= Dropped)], example.Weight * scale[labelOf(example)]);
            }
        }
    }

    /// <summary>Finds the temperature under which texts are likeliest that nothing was learned from, each group counting the same.</summary>
    /// <param name="groups">Texts, each with what was learned without their kind.</param>
    public void Calibrate(IReadOnlyList<(LinearTrainer Learned, Example[] Asked)> groups) =>
        Temperature = Enumerable.Range(0, 80).Select(step => 0.4f * MathF.Pow(1.04f, step)).MinBy(temperature => groups.Sum(group => group.Asked.Average(example =>
        {
            group.Learned.Score(example.Features, temperature);
            return -Math.Log(Math.Max(1e-9, group.Learned._logits[labelOf(example)]));
        })));

    public int Likeliest(Example example)
    {
        Score(example.Features, 1);
        return _logits.AsSpan().IndexOf(_logits.Max());
    }

    /// <summary>Adds this softmax's labels to the arrays of a <see cref="LinearModel"/>.</summary>
    /// <param name="at">The first of its labels there.</param>
    public void Write(float[] biases, float[] scales, sbyte[] weights, int at)
    {
        for (var label = 0; label < labels; label++)
        {
            // A few outliers would cost all others their steps.
            var most = Enumerable.Range(0, FeatureSet.Buckets).Select(bucket => Math.Abs(_weights[(bucket * labels) + label])).Order().ElementAt((int)(FeatureSet.Buckets * 0.999));
            (biases[at + label], scales[at + label]) = (_biases[label] / Temperature, most / sbyte.MaxValue / Temperature);
            for (var bucket = 0; bucket < FeatureSet.Buckets; bucket++)
            {
                weights[(bucket * biases.Length) + at + label] = (sbyte)Math.Clamp(MathF.Round(_weights[(bucket * labels) + label] / most * sbyte.MaxValue), -127, 127);
            }
        }
    }

    private void Score(int[] features, float temperature)
    {
        Array.Clear(_logits);
        foreach (var bucket in features)
        {
            for (var label = 0; label < labels; label++)
            {
                _logits[label] += _weights[(bucket * labels) + label];
            }
        }

        var norm = 1 / MathF.Sqrt(Math.Max(1, features.Length));
        for (var label = 0; label < labels; label++)
        {
            _logits[label] = ((_logits[label] * norm) + _biases[label]) / temperature;
        }

        LinearModel.Softmax(_logits);
    }

    private void Step(Example example, int[] features, float weight)
    {
        Score(features, 1);
        var right = labelOf(example);
        var norm = 1 / MathF.Sqrt(Math.Max(1, features.Length));
        for (var label = 0; label < labels; label++)
        {
            var wanted = label == right ? 1 - Smoothing : Smoothing / (labels - 1);
            var error = weight * (_logits[label] - wanted);
            _biases[label] -= 0.005f * error;
            foreach (var bucket in features)
            {
                ref var value = ref _weights[(bucket * labels) + label];
                ref var square = ref _squares[(bucket * labels) + label];
                var gradient = (error * norm) + (Decay * value);
                square += gradient * gradient;
                value -= Rate * gradient / (MathF.Sqrt(square) + 1e-3f);
            }
        }
    }
}
