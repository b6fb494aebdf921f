namespace Parley.Moderation;

/// <summary>
/// Looks at a text with all local guards: rules and learned weights, over every view of it. The same text always gives the same result; the work grows
/// with the text's length and nothing else. Safe to use from many threads.
/// </summary>
public sealed class Moderator
{
    private static readonly ThreadLocal<FeatureBag> Bags = new(() => new());

    private readonly ModerationModel _model;

    public Moderator() : this(ModerationModel.BuiltIn)
    {
    }

    internal Moderator(ModerationModel model) => _model = model;

    /// <param name="text">Any text, however long; half a surrogate pair is read as a sign of its own.</param>
    public ModerationResult Look(string text, ModerationSource source)
    {
        using var views = new ViewSet(text);
        var verdict = new Verdict();
        var bag = Bags.Value!;
        var weights = _model.Weights;
        Rules(views, verdict);
        var passages = new PassageScores();
        Reading.Windows(text, views, bag, (features, view, start, end) =>
        {
            Span<float> scores = stackalloc float[Heads.Count];
            weights.Score(features, scores);
            passages.Pool(scores[..HarmCategories.All.Count]);
            Minors(features, scores);
            verdict.Harm(scores, view, start, end);
            if (source == ModerationSource.User || (source == ModerationSource.Document && view.Kind is not (ViewKind.Plain or ViewKind.Leet)))
            {
                verdict.Injection("direct", scores[Heads.Direct], view, start, end);
            }
        }, (features, _, _, _) =>
        {
            Span<float> scores = stackalloc float[Heads.Count];
            weights.Score(features, scores);
            passages.Add(scores[..HarmCategories.All.Count]);
        });
        if (source == ModerationSource.Document)
        {
            Reading.Sentences(text, views, bag, (features, view, start, end) =>
            {
                Span<float> scores = stackalloc float[Heads.Count];
                weights.Score(features, scores);
                verdict.Injection("indirect", scores[Heads.Planted], view, start, end);
            });
        }

        return verdict.Result();
    }

    // Nothing was learned of this category, and no text of it was written: it is what is sexual where children are spoken of.
    private static void Minors(FeatureBag features, Span<float> scores)
    {
        var both = features.Means(Concepts.Minor) && features.Means(Concepts.Sexual);
        scores[HarmCategories.IndexOf(HarmCategories.SexualMinors)] = both ? scores[HarmCategories.IndexOf(HarmCategories.Sexual)] : 0;
    }

    private static void Rules(ViewSet views, Verdict verdict)
    {
        var matches = new List<TermMatch>();
        foreach (var view in views.All)
        {
            matches.Clear();
            SevereTerms.Matcher.Find(view.Chars, matches);
            foreach (var match in matches)
            {
                verdict.Rule(match, view);
            }
        }
    }
}
