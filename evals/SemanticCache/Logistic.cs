namespace Parley.SemanticCache;

/// <summary>
/// Logistic regression in which no difference between two questions may speak for their being the same: the weights of differences are zero or
/// less. Learned one weight at a time by Newton's method.
/// </summary>
internal static class Logistic
{
    private const int Rounds = 200;
    private const double Penalty = 0.5;
    private const double Small = 1e-5;

    /// <param name="examples">Differences, of shape [inputs].</param>
    /// <returns>The bias, then a weight for each input.</returns>
    public static double[] Learn(IReadOnlyList<(double[] Inputs, bool IsSame)> examples)
    {
        var weights = new double[examples[0].Inputs.Length + 1];
        var logits = new double[examples.Count];
        for (var round = 0; round < Rounds; round++)
        {
            var largest = 0.0;
            for (var i = 0; i < weights.Length; i++)
            {
                var (gradient, curve) = i == 0 ? (0.0, Small) : (-Penalty * weights[i], Penalty);
                for (var at = 0; at < logits.Length; at++)
                {
                    var (inputs, isSame) = examples[at];
                    var x = i == 0 ? 1 : inputs[i - 1];
                    if (x != 0)
                    {
                        var chance = 1 / (1 + Math.Exp(-logits[at]));
                        gradient += x * ((isSame ? 1 : 0) - chance);
                        curve += x * x * chance * (1 - chance);
                    }
                }

                var next = weights[i] + Math.Clamp(gradient / curve, -2, 2);
                next = i == 0 ? next : Math.Min(0, next);
                var change = next - weights[i];
                if (change != 0)
                {
                    weights[i] = next;
                    largest = Math.Max(largest, Math.Abs(change));
                    for (var at = 0; at < logits.Length; at++)
                    {
                        logits[at] += change * (i == 0 ? 1 : examples[at].Inputs[i - 1]);
                    }
                }
            }

            if (largest < 1e-4)
            {
                break;
            }
        }

        return weights;
    }
}
