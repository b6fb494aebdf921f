namespace Parley.Caching;

/// <summary>Tells whether two questions are one question in different words.</summary>
/// <remarks>Weights, figures and limits: <c>MODEL.md</c> beside this file.</remarks>
public static class SameQuestion
{
    // Learned by `evals/SemanticCache -- learn`: bias, then the differences in their order. None may speak for sameness.
    private static readonly double[] Weights = [1.154, -8.307, -2.745, -3.874];

    /// <returns>The chance that they are the same question, 0 to 1; 0 where something in them contradicts it.</returns>
    public static double Chance(Question asked, Question kept) =>
        Contradictions.Find(asked, kept) is null ? 1 / (1 + Math.Exp(-Logit(PairFeatures.Of(asked, kept), Weights))) : 0;

    /// <summary>Whether they differ in small words alone, so that neither stands in the other's way.</summary>
    internal static bool AreOne(Question one, Question other) =>
        one.Terms.Select(term => term.Stem).ToHashSet().SetEquals(other.Terms.Select(term => term.Stem)) && Contradictions.Find(one, other) is null;

    internal static double Logit(ReadOnlySpan<double> differences, ReadOnlySpan<double> weights)
    {
        var sum = weights[0];
        for (var i = 0; i < differences.Length; i++)
        {
            sum += weights[i + 1] * differences[i];
        }

        return sum;
    }
}
