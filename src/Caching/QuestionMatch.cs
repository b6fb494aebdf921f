using Parley.Embedding;

namespace Parley.Caching;

/// <summary>A question that was answered before, with what finds it again.</summary>
/// <param name="Vector">Of length 1; shape [<see cref="BuiltInEmbedder.Dimensions"/>].</param>
public sealed record KeptQuestion(string Key, string Text, ReadOnlyMemory<float> Vector);

/// <param name="Chance">That it is the question that was asked, 0 to 1.</param>
public sealed record QuestionMatch(KeptQuestion Kept, double Chance)
{
    /// <summary>Kept questions that are looked at closely, the nearest of all.</summary>
    public const int Nearest = 5;

    /// <summary>The least chance at which an answer is given again.</summary>
    public const double Least = 0.3;

    /// <summary>By how much the best must be ahead of one that asks something else, in the logarithm of the odds.</summary>
    public const double Ahead = 1;

    /// <summary>Finds the question among those that were answered before. Looks at every vector: made for thousands of them, not for millions.</summary>
    /// <returns>Null when none is it, or when two different ones are almost equally near.</returns>
    public static QuestionMatch? Find(Question asked, IEnumerable<KeptQuestion> kept, double least = Least)
    {
        var near = kept.Select(one => (One: one, Likeness: Cosine.Of(one.Vector.Span, asked.Vector.Span)))
            .OrderByDescending(one => one.Likeness).Take(Nearest)
            .Select(one => (one.One, Read: new Question(one.One.Text)))
            .Select(one => (one.One, one.Read, Chance: SameQuestion.Chance(asked, one.Read)))
            .OrderByDescending(one => one.Chance).ToList();
        if (near is not [var best, .. var others] || best.Chance < least)
        {
            return null;
        }

        var rival = others.Where(other => !SameQuestion.AreOne(best.Read, other.Read)).Select(other => other.Chance).FirstOrDefault();
        return rival > 0 && Odds(best.Chance) - Odds(rival) < Ahead ? null : new(best.One, best.Chance);
    }

    private static double Odds(double chance) => Math.Log(chance / (1 - chance));
}
