namespace Parley.Ranking;

/// <summary>Reads the features of candidates.</summary>
internal sealed class FeatureExtractor
{
    private const int Near = 3;

    private static readonly int Count = Enum.GetValues<Feature>().Length;

    private readonly AlreadySaid _said;
    private readonly LexicalResult _lexical;
    private readonly TermFinder _finder;
    private readonly double[] _weights;
    private readonly double _senses;
    private readonly TitleMatcher _titles;
    private readonly AnswerKind _kind;

    public FeatureExtractor(QueryPlan plan, LexicalResult lexical)
    {
        (_lexical, _said) = (lexical, new(plan.Said));
        _finder = new(lexical.Terms);
        _weights = [.. lexical.Terms.Select(term => term.Sense)];
        _senses = _weights.Sum();
        _titles = new(plan, lexical.Terms);
        _kind = AnswerKinds.Of(plan.Question);
    }

    /// <summary>The features of each candidate, in the order of <see cref="Feature"/>.</summary>
    public double[][] Of(IReadOnlyList<Candidate> candidates)
    {
        double[][] all = [.. candidates.Select(Own)];
        Support(candidates, all);
        return all;
    }

    private double[] Own(Candidate candidate)
    {
        var features = new double[Count];
        var found = _finder.In(candidate.Body);
        var title = _finder.In(candidate.Above);
        features[(int)Feature.Lexical] = _lexical.Most > 0 ? candidate.Lexical / _lexical.Most : 0;
        features[(int)Feature.TitleCoverage] = Covered(title);
        features[(int)Feature.Sentence] = _senses > 0 ? Closeness.Best(found, candidate.Body.SentenceCount, _weights) / _senses : 0;
        features[(int)Feature.Pairs] = Pairs(found, title);
        (features[(int)Feature.TitlePrecision], features[(int)Feature.TitleWords], features[(int)Feature.TitleLetters]) =
            _titles.Of(candidate);
        // Of scripts without blanks the embedding knows pieces of words alone, which the postings have already told.
        features[(int)Feature.Similarity] = candidate.Body.IsInGrams ? 0 : Math.Clamp(candidate.Similarity ?? 0, 0, 1);
        features[(int)Feature.TitleSimilarity] = Math.Clamp(candidate.TitleSimilarity ?? 0, 0, 1);
        features[(int)Feature.AnswerKind] = AnswerKinds.Holds(candidate.Text, _kind) ? 1 : 0;
        features[(int)Feature.Said] = _said.Share(candidate.Text);
        return features;
    }

    private double Covered(List<Occurrence> found)
    {
        Span<double> best = stackalloc double[_lexical.Terms.Count];
        best.Clear();
        foreach (var one in found)
        {
            best[one.Term] = Math.Max(best[one.Term], one.Closeness);
        }

        var sum = 0.0;
        for (var i = 0; i < best.Length; i++)
        {
            sum += best[i] * _lexical.Terms[i].Sense;
        }

        return _senses > 0 ? sum / _senses : 0;
    }

    private double Pairs(List<Occurrence> found, List<Occurrence> title)
    {
        var terms = _lexical.Terms;
        if (terms.Count < 2)
        {
            return 0;
        }

        var best = new double[terms.Count - 1];
        foreach (var list in new[] { found, title })
        {
            for (var i = 0; i < list.Count; i++)
            {
                for (var j = i + 1; j < list.Count && list[j].Position - list[i].Position <= Near; j++)
                {
                    var (first, second) = (list[i].Term, list[j].Term);
                    var worth = list[i].Closeness * list[j].Closeness * (list[j].Position - list[i].Position <= 2 ? 1 : 0.7);
                    if (second == first + 1)
                    {
                        best[first] = Math.Max(best[first], worth);
                    }
                    else if (first == second + 1)
                    {
                        best[second] = Math.Max(best[second], worth / 2);
                    }
                }
            }
        }

        var (sum, all) = (0.0, 0.0);
        for (var i = 0; i < best.Length; i++)
        {
            var weight = Math.Min(terms[i].Sense, terms[i + 1].Sense);
            (sum, all) = (sum + (weight * best[i]), all + weight);
        }

        return all > 0 ? sum / all : 0;
    }

    private static void Support(IReadOnlyList<Candidate> candidates, double[][] all)
    {
        foreach (var siblings in Enumerable.Range(0, candidates.Count).Where(i => candidates[i].Group is not null).GroupBy(i => candidates[i].Group))
        {
            var best = siblings.Max(i => all[i][(int)Feature.Lexical]);
            foreach (var i in siblings)
            {
                all[i][(int)Feature.Siblings] = best;
            }
        }

        for (var i = 0; i < candidates.Count; i++)
        {
            if (candidates[i].Group is null)
            {
                all[i][(int)Feature.Siblings] = all[i][(int)Feature.Lexical];
            }
        }
    }
}
