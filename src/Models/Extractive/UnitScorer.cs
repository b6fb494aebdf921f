namespace Parley.Models;

/// <summary>Scores pieces of text for a question: rare shared words count most, and pairs, headings and places count a little.</summary>
internal sealed class UnitScorer
{
    private const double PairBonus = 0.5;
    private const double HeadingShare = 0.35;
    private const double KinShare = 0.6;
    private const double NumberBonus = 0.2;
    private const double FirstBonus = 0.05;
    private const double DefinitionBonus = 1.5;
    private const double QuestionShare = 0.1;
    private const double RankLoss = 0.06;
    private const double BareCodeLoss = 0.7;
    private const double Together = 0.3;
    private const int UsualLength = 25;
    private const int LongestArticle = 6;

    private readonly QueryTerms _query;
    private readonly Dictionary<string, double> _weights;

    public UnitScorer(QueryTerms query, IReadOnlyList<TextUnit> units)
    {
        _query = query;
        _weights = query.Terms.ToDictionary(
            term => term, term => Math.Sqrt(Rarity(units.Count(unit => Match(term, unit.Terms) > 0), units.Count)));
    }

    /// <summary>
    /// How sure it is that the passages answer the question at all, 0 to 2.3: the share of the question in the best passage and in the
    /// best piece, and whether its words stand together there.
    /// </summary>
    public double Relevance(IReadOnlyList<Passage> passages, IReadOnlyList<TextUnit> units)
    {
        var total = _weights.Values.Sum();
        var passage = passages.Select(passage => TextTerms.Of($"{passage.Title}\n{passage.Heading}\n{passage.Text}")).Max(Share);
        var piece = units.Max(unit => Share(unit.Terms));
        var together = _query.Pairs.Count == 0 ? 0 : (double)units.Max(PairsIn) / _query.Pairs.Count;
        return passage + piece + (Together * together);

        double Share(IReadOnlyList<string> terms) => _query.Terms.Sum(term => _weights[term] * Match(term, terms)) / total;
    }

    public double Score(TextUnit unit)
    {
        var weight = Weight(unit) + Pairs(unit);
        var length = Math.Max(1, unit.Terms.Count);

        // A very short piece says too little, and a very long one matches by chance.
        var fit = length < 4 ? 0.7 : length > UsualLength ? Math.Pow((double)UsualLength / length, 0.35) : 1;
        fit *= unit.IsBareCode ? BareCodeLoss : 1;
        var number = _query.WantsNumber && unit.Text.Any(char.IsDigit) ? NumberBonus : 0;
        var place = unit.Order == 0 ? FirstBonus : 0;
        var definition = Defines(unit) ? DefinitionBonus : 0;

        // What asks the question, such as a heading of questions and answers, does not answer it.
        var asks = unit.Text.EndsWith('?') ? QuestionShare : 1;
        return weight * fit * asks * (1 + number + place + definition) / (1 + (RankLoss * unit.PassageRank));
    }

    /// <summary>Whether the piece begins by saying what the thing asked for is.</summary>
    private bool Defines(TextUnit unit)
    {
        if (_query.Defined is not { } thing)
        {
            return false;
        }

        var at = unit.Text.IndexOf(thing, 0, Math.Min(unit.Text.Length, thing.Length + LongestArticle), StringComparison.OrdinalIgnoreCase);
        var rest = at < 0 ? default : unit.Text.AsSpan(at + thing.Length).TrimStart();
        return StartsWithAny(rest, "is ", "are ", "was ", "were ", "ist ", "sind ");
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private double Weight(TextUnit unit)
    {
        var heading = TextTerms.Of($"{unit.Passage.Title}\n{unit.Passage.Heading}");
        return _query.Terms.Sum(term => _weights[term] * Math.Max(Match(term, unit.Terms), HeadingShare * Match(term, heading)));
    }

    private double Pairs(TextUnit unit)
    {
        var next = unit.Terms.Zip(unit.Terms.Skip(1)).ToHashSet();
        return _query.Pairs.Where(next.Contains).Sum(pair => PairBonus * Math.Min(_weights[pair.Item1], _weights[pair.Item2]));
    }

    private int PairsIn(TextUnit unit)
    {
        var next = unit.Terms.Zip(unit.Terms.Skip(1)).ToHashSet();
        return _query.Pairs.Count(next.Contains);
    }

    /// <summary>
    /// BM25's inverse document frequency, over pieces; its square root is used, for among passages that were found for a question
    /// the very subject of it is frequent.
    /// </summary>
    private static double Rarity(int holding, int all) => Math.Log(1 + ((all - holding + 0.5) / (holding + 0.5)));

    /// <summary>1 for the word itself, less for one of the same family, such as "install" and "installation".</summary>
    private static double Match(string term, IReadOnlyList<string> terms)
    {
        var best = 0.0;
        foreach (var other in terms)
        {
            if (other == term)
            {
                return 1;
            }

            best = Math.Max(best, AreKin(term, other) ? KinShare : 0);
        }

        return best;
    }

    private static bool AreKin(string left, string right)
    {
        var shorter = Math.Min(left.Length, right.Length);
        return shorter >= 5 && left.AsSpan().CommonPrefixLength(right) is var shared
            && shared >= 5 && shared >= 0.6 * Math.Max(left.Length, right.Length) && shared >= shorter - 2;
    }
}
