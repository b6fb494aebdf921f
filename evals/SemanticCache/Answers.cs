using Parley.Caching;

namespace Parley.SemanticCache;

/// <summary>What the cache would say to a question: the chance of its best entry, how far ahead that is, and whether it is the right one.</summary>
/// <param name="Ahead">Of the best one that asks something else, in the logarithm of the odds; infinite where there is none.</param>
internal sealed record Answered(double Chance, double Ahead, bool IsRight)
{
    public static IEnumerable<Answered> To(IEnumerable<Case> cases, double[] weights)
    {
        foreach (var one in cases)
        {
            var ranked = one.Candidates.Where(candidate => candidate.Differences is not null)
                .Select(candidate => (Candidate: candidate, Logit: SameQuestion.Logit(candidate.Differences, weights)))
                .OrderByDescending(candidate => candidate.Logit).ToList();
            if (ranked is not [var best, .. var others])
            {
                continue;
            }

            var rival = others.Where(other => !SameQuestion.AreOne(best.Candidate.Kept, other.Candidate.Kept)).Select(other => (double?)other.Logit).FirstOrDefault();
            yield return new(1 / (1 + Math.Exp(-best.Logit)), rival is { } second ? best.Logit - second : double.PositiveInfinity, best.Candidate.IsRight);
        }
    }

    public bool IsHit(double least, double ahead = QuestionMatch.Ahead) => Chance >= least && Ahead >= ahead;
}

/// <summary>Hits at one setting, and how many of them are wrong.</summary>
internal sealed record Hits(int Asked, int Right, int Wrong)
{
    private const double Z = 1.96;

    public static Hits Of(IReadOnlyCollection<Answered> answers, int asked, double least, double ahead = QuestionMatch.Ahead) => new(
        asked, answers.Count(one => one.IsHit(least, ahead) && one.IsRight), answers.Count(one => one.IsHit(least, ahead) && !one.IsRight));

    public double RightShare => (double)Right / Asked;

    public double WrongOfHits => Right + Wrong == 0 ? 0 : (double)Wrong / (Right + Wrong);

    /// <summary>The 95 % interval of the share of wrong hits, after Wilson.</summary>
    public (double Low, double High) Interval
    {
        get
        {
            var n = (double)Math.Max(1, Right + Wrong);
            var middle = (WrongOfHits + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
            var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((WrongOfHits * (1 - WrongOfHits) / n) + (Z * Z / (4 * n * n)));
            return (Math.Max(0, middle - half), middle + half);
        }
    }

    public override string ToString() =>
        $"{RightShare:P1} | {(double)Wrong / Asked:P1} | {WrongOfHits:P2} ({Wrong} of {Right + Wrong}; 95 %: {Interval.Low:P1} to {Interval.High:P1})";
}
