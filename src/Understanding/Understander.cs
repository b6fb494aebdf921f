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
        var language = LanguageReader.Read(excerpt);
        var isLearned = Learned(language, intents, tasks);
        Span<float> features = stackalloc float[ComplexityFeatures.Count];
        ComplexityFeatures.Read(excerpt, tasks, features);
        return new(
            isLearned ? Likeliest(intents, Intents.All) : Guess.None, isLearned ? Likeliest(tasks, Tasks.All) : Guess.None, language,
            model.Complexity.Score(features));
    }

    /// <summary>
    /// What was learned is of four languages. In others of the Latin script, words that they share still say something, so the model is only less
    /// sure; in other scripts it knows nothing.
    /// </summary>
    private static bool Learned(Guess language, Span<float> intents, Span<float> tasks)
    {
        if (language.Label is null or "en" or "de" or "fr" or "es")
        {
            return true;
        }

        if (!LanguageReader.IsLatin(language.Label))
        {
            intents.Clear();
            tasks.Clear();
            return false;
        }

        Soften(intents);
        Soften(tasks);
        return true;
    }

    /// <summary>Halves the logits.</summary>
    private static void Soften(Span<float> probabilities)
    {
        var sum = 0f;
        for (var i = 0; i < probabilities.Length; i++)
        {
            sum += probabilities[i] = MathF.Sqrt(probabilities[i]);
        }

        for (var i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] /= sum;
        }
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
