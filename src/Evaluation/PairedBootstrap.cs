namespace Parley.Evaluation;

/// <summary>The mean difference of two rankings of the same questions, and the middle 95 % of what chance makes of it.</summary>
/// <param name="Low">The 2.5th percentile of the resampled means.</param>
/// <param name="High">The 97.5th percentile.</param>
public sealed record Difference(double Mean, double Low, double High)
{
    /// <summary>1 when all of the interval is above zero, -1 when all of it is below, else 0.</summary>
    public int Verdict => Low > 0 ? 1 : High < 0 ? -1 : 0;
}

/// <summary>Tells a difference from chance by drawing the questions again and again.</summary>
/// <remarks>B. Efron, R. Tibshirani: "An Introduction to the Bootstrap" (1993), percentile intervals.</remarks>
public static class PairedBootstrap
{
    public const int Resamples = 10_000;

    private const double Tail = 0.025;

    /// <param name="differences">Ours minus the other, one a question.</param>
    public static Difference Of(IReadOnlyList<double> differences, Random random, int resamples = Resamples)
    {
        if (differences.Count == 0 || differences.All(difference => difference == 0))
        {
            return new(0, 0, 0);
        }

        var means = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            var sum = 0.0;
            for (var drawn = 0; drawn < differences.Count; drawn++)
            {
                sum += differences[random.Next(differences.Count)];
            }

            means[i] = sum / differences.Count;
        }

        Array.Sort(means);
        return new(differences.Average(), means[(int)(resamples * Tail)], means[Math.Min(resamples - 1, (int)(resamples * (1 - Tail)))]);
    }
}
