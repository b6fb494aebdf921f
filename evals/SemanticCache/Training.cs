using Parley.Caching;
using Parley.Embedding;

namespace Parley.SemanticCache;

/// <summary>A question to a full cache: the nearest entries, and how they differ from it.</summary>
/// <param name="Fold">Which part of the items it belongs to; entries of one text are in one part.</param>
internal sealed record Case(Question Asked, string Right, IReadOnlyList<Candidate> Candidates, int Fold);

/// <param name="Differences">Null where something contradicts that they are the same.</param>
internal sealed record Candidate(Question Kept, double[]? Differences, bool IsRight);

/// <summary>What the weights are learned from. The question pairs of QQP are not among it.</summary>
internal sealed class Training
{
    public const int Folds = 5;

    private readonly IReadOnlyList<(double[] Inputs, bool IsSame)> _pairs;

    public Training(string folder, string own)
    {
        var mock = Data.Mock(folder);
        var kept = mock.Select(pair => pair.Origin).Distinct().Select(text => new Question(text)).ToList();
        var folds = kept.Index().ToDictionary(one => one.Item.Text, one => one.Index % Folds);
        Cases = [.. mock.Select(pair => Ask(new(pair.Similar), pair.Origin, kept, folds[pair.Origin]))];
        IEnumerable<Pair> pairs =
        [
            .. Data.Own(own), .. Data.Forum(folder), .. Data.Intents(folder, "banking77", 600), .. Data.Intents(folder, "clinc150", 600),
            .. Data.Intents(folder, "hwu64", 600), .. Data.Altered(folder, "banking77", 800, new(1)), .. Data.Altered(folder, "clinc150", 800, new(2)),
            .. Data.Altered(folder, "hwu64", 400, new(3)),
        ];
        _pairs = [.. pairs.Where(pair => Contradictions.Find(pair.Asked, pair.Kept) is null).Select(pair => (PairFeatures.Of(pair.Asked, pair.Kept), pair.IsSame))];
    }

    public IReadOnlyList<Case> Cases { get; }

    /// <param name="isTaken">Which folds of the mock questions are learned from.</param>
    public double[] Learn(Func<int, bool> isTaken) => Logistic.Learn(
    [
        .. _pairs,
        .. Cases.Where(one => isTaken(one.Fold)).SelectMany(one => one.Candidates).Where(one => one.Differences is not null)
            .Select(one => (one.Differences!, one.IsRight)),
    ]);

    private static Case Ask(Question asked, string right, IReadOnlyList<Question> kept, int fold) => new(
        asked,
        right,
        [
            .. kept.OrderByDescending(one => Cosine.Of(one.Vector.Span, asked.Vector.Span)).Take(QuestionMatch.Nearest).Select(one => new Candidate(
                one, Contradictions.Find(asked, one) is null ? PairFeatures.Of(asked, one) : null, one.Text == right)),
        ],
        fold);
}
