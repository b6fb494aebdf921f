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
        var most = new float[Heads.Count];
        var passages = 0;
        Reading.Windows(text, views, bag, (features, view, start, end) =>
        {
            Span<float> scores = stackalloc float[Heads.Count];
            weights.Score(features, scores);
            if (passages > 0)
            {
                for (var head = 0; head < HarmCategories.All.Count; head++)
                {
                    scores[head] = Pool(scores[head], most[head]);
                }
            }

            (passages, _) = (0, most.AsSpan().TryCopyTo(most));
            Array.Clear(most);
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
            passages++;
            for (var head = 0; head < scores.Length; head++)
            {
                most[head] = Math.Max(most[head], scores[head]);
            }
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

    private static float Pool(float whole, float most)
    {
        static float Logit(float p) => MathF.Log(p / (1 - p));
        var w = float.Parse(Environment.GetEnvironmentVariable("POOL") ?? "0.5");
        return 1 / (1 + MathF.Exp(-((w * Logit(Math.Clamp(whole, 1e-6f, 1 - 1e-6f))) + ((1 - w) * Logit(Math.Clamp(most, 1e-6f, 1 - 1e-6f))))));
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
