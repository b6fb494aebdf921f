namespace Parley.Understanding;

/// <summary>
/// Tells what a message wants, what kind of work it is, in which language it is written and how much thought it asks for: linear models
/// over hashed features, without a call to anybody. The work is bounded however long the message is.
/// </summary>
public static class Understander
{
    /// <param name="text">What the user wrote; of a long text its beginning and its end are looked at.</param>
    public static Understood Read(ReadOnlySpan<char> text) => Read(text, UnderstandingModel.BuiltIn);

    internal static Understood Read(ReadOnlySpan<char> text, UnderstandingModel model)
    {
        Span<char> room = stackalloc char[Excerpt.Longest];
        var excerpt = Excerpt.Of(text, room);
        Span<ulong> present = stackalloc ulong[FeatureSet.Longs];
        present.Clear();
        if (FeatureSet.Collect(excerpt, present) == 0)
        {
            return Understood.Nothing;
        }

        Span<float> scores = stackalloc float[model.Labels.Labels];
        model.Labels.Score(present, scores);
        var intents = scores[..Intents.All.Count];
        var tasks = scores[Intents.All.Count..];
        LinearModel.Softmax(intents);
        LinearModel.Softmax(tasks);
        Span<float> features = stackalloc float[ComplexityFeatures.Count];
        ComplexityFeatures.Read(excerpt, tasks, features);
        return new(Likeliest(intents, Intents.All), Likeliest(tasks, Tasks.All), LanguageReader.Read(excerpt), model.Complexity.Score(features));
    }

    private static Guess Likeliest(ReadOnlySpan<float> probabilities, IReadOnlyList<string> labels)
    {
        var best = 0;
        for (var i = 1; i < probabilities.Length; i++)
        {
            best = probabilities[i] > probabilities[best] ? i : best;
        }

        return new(labels[best], probabilities[best]);
    }
}
