using Parley.Moderation;

namespace Parley.ModerationEval;

/// <summary>
/// Learns each head as a logistic regression by AdaGrad (Duchi et al. 2011). Features are dropped by chance, and at times all of one kind, so that what a
/// text speaks of must tell alone what its words tell in one language. What was kept out sets how sure it is (Platt 1999).
/// </summary>
internal sealed class Trainer(int seed)
{
    private const int Epochs = 6;
    private const float Rate = 0.12f;
    private const float Decay = 3e-6f;
    private const float Dropped = 0.25f;
    private const float Smoothing = 0.02f;

    private readonly float[] _weights = new float[FeatureBag.Buckets * Heads.Count];
    private readonly float[] _squares = new float[FeatureBag.Buckets * Heads.Count];
    private readonly float[] _biases = new float[Heads.Count];
    private readonly float[] _slopes = [.. Enumerable.Repeat(1f, Heads.Count)];
    private readonly float[] _shifts = new float[Heads.Count];

    public void Learn(IReadOnlyList<Example> all)
    {
        Example[] examples = [.. all.Where(example => !example.IsKept)];
        var random = new Random(seed);
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            random.Shuffle(examples);
            foreach (var example in examples)
            {
                var kind = random.NextDouble();
                int[] Some(int[] features, bool isNone) => isNone ? [] : [.. features.Where(_ => random.NextSingle() >= Dropped)];
                Step(example, Some(example.Words, kind < 0.35), Some(example.Structure, kind > 0.9), Some(example.Meaning, kind > 0.9));
            }
        }

        Example[] kept = [.. all.Where(example => example.IsKept)];
        for (var head = 0; head < Heads.Count; head++)
        {
            Calibrate(head, [.. kept.Where(example => !float.IsNaN(example.Labels[head]))]);
        }
    }

    /// <summary>Brings the weights down to a byte each.</summary>
    public ModerationModel Model(int version)
    {
        var weights = new sbyte[_weights.Length];
        var (biases, lexical, structural, meant) = (new float[Heads.Count], new float[Heads.Count], new float[Heads.Count], new float[Heads.Count]);
        for (var head = 0; head < Heads.Count; head++)
        {
            biases[head] = (_biases[head] * _slopes[head]) + _shifts[head];
            lexical[head] = Pack(head, 0, FeatureBag.Lexical, weights) * _slopes[head];
            structural[head] = Pack(head, FeatureBag.Lexical, FeatureBag.Lexical + FeatureBag.Structural, weights) * _slopes[head];
            meant[head] = Pack(head, FeatureBag.Lexical + FeatureBag.Structural, FeatureBag.Buckets, weights) * _slopes[head];
        }

        return new(version, new(biases, lexical, structural, meant, weights));
    }

    private float Pack(int head, int from, int to, sbyte[] weights)
    {
        // A few outliers would cost all others their steps.
        float[] sizes = [.. Enumerable.Range(from, to - from).Select(bucket => Math.Abs(_weights[(bucket * Heads.Count) + head])).Order()];
        var most = Math.Max(1e-6f, sizes[(int)(sizes.Length * 0.9995)]);
        for (var bucket = from; bucket < to; bucket++)
        {
            weights[(bucket * Heads.Count) + head] = (sbyte)Math.Clamp(MathF.Round(_weights[(bucket * Heads.Count) + head] / most * 127), -127, 127);
        }

        return most / 127;
    }

    private float Logit(int head, int[] words, int[] structure, int[] meaning) => _biases[head] + Sum(head, words) + Sum(head, structure) + (IsHarm(head) ? Sum(head, meaning) : 0);

    // What harm means tells nothing of attacks.
    private static bool IsHarm(int head) => head is not (Heads.Direct or Heads.Planted);

    private float Sum(int head, int[] buckets)
    {
        var sum = 0f;
        foreach (var bucket in buckets)
        {
            sum += _weights[(bucket * Heads.Count) + head];
        }

        return sum * WeightTable.Norm(buckets.Length);
    }

    private void Step(Example example, int[] words, int[] structure, int[] meaning)
    {
        for (var head = 0; head < Heads.Count; head++)
        {
            if (float.IsNaN(example.Labels[head]))
            {
                continue;
            }

            var wanted = Math.Clamp(example.Labels[head], Smoothing, 1 - Smoothing);
            var error = example.Weight * (Sigmoid(Logit(head, words, structure, meaning)) - wanted);
            _biases[head] -= 0.01f * error;
            Move(words, head, error * WeightTable.Norm(words.Length));
            Move(structure, head, error * WeightTable.Norm(structure.Length));
            if (IsHarm(head))
            {
                Move(meaning, head, error * WeightTable.Norm(meaning.Length));
            }
        }
    }

    private void Move(int[] buckets, int head, float error)
    {
        foreach (var bucket in buckets)
        {
            ref var value = ref _weights[(bucket * Heads.Count) + head];
            ref var square = ref _squares[(bucket * Heads.Count) + head];
            var gradient = error + (Decay * value);
            square += gradient * gradient;
            value -= Rate * gradient / (MathF.Sqrt(square) + 1e-2f);
        }
    }

    // Newton's steps on slope and shift; with few positives nothing is known and nothing is changed.
    private void Calibrate(int head, Example[] kept)
    {
        if (kept.Count(example => example.Labels[head] > 0.5f) < 10)
        {
            return;
        }

        var logits = Array.ConvertAll(kept, example => Logit(head, example.Words, example.Structure, example.Meaning));
        var (slope, shift) = (1.0, 0.0);
        for (var step = 0; step < 50; step++)
        {
            double a = 1e-3 * (slope - 1), b = 0, aa = 1e-3, ab = 0, bb = 1e-6;
            for (var i = 0; i < kept.Length; i++)
            {
                var p = 1 / (1 + Math.Exp(-((slope * logits[i]) + shift)));
                var (error, curve) = (kept[i].Weight * (p - kept[i].Labels[head]), kept[i].Weight * p * (1 - p));
                a += error * logits[i];
                b += error;
                aa += curve * logits[i] * logits[i];
                ab += curve * logits[i];
                bb += curve;
            }

            var determinant = (aa * bb) - (ab * ab);
            var slopes = Math.Clamp(((bb * a) - (ab * b)) / determinant, -0.5, 0.5);

            // Never surer than it was while it learned: what is kept out is still of our own making. At that bound the shift moves alone.
            var isBound = slope - slopes > 1;
            slope = Math.Clamp(slope - slopes, 0.1, 1);
            shift -= Math.Clamp(isBound ? b / bb : ((aa * b) - (ab * a)) / determinant, -0.5, 0.5);
        }

        (_slopes[head], _shifts[head]) = ((float)slope, (float)shift);
    }

    private static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));
}
