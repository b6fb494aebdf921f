namespace Parley.Moderation;

/// <summary>
/// Holds the highest score of a window's passages for each category of harm: much that is harmless must not hide a little that is not. The window's score
/// and that one count alike, as logits.
/// </summary>
internal sealed class PassageScores
{
    private const float Least = 1e-6f;

    private readonly float[] _most = new float[HarmCategories.All.Count];
    private bool _isEmpty = true;

    public void Add(ReadOnlySpan<float> scores)
    {
        _isEmpty = false;
        for (var category = 0; category < scores.Length; category++)
        {
            _most[category] = Math.Max(_most[category], scores[category]);
        }
    }

    /// <summary>Joins the passages' scores to the window's, and forgets them; a window of one passage keeps its own.</summary>
    public void Pool(Span<float> scores)
    {
        for (var category = 0; !_isEmpty && category < scores.Length; category++)
        {
            scores[category] = 1 / (1 + MathF.Exp(-(Logit(scores[category]) + Logit(_most[category])) / 2));
        }

        Array.Clear(_most);
        _isEmpty = true;
    }

    private static float Logit(float score) => MathF.Log(Math.Clamp(score, Least, 1 - Least) / (1 - Math.Clamp(score, Least, 1 - Least)));
}
