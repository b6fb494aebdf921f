using Parley.Understanding;

namespace Parley.Comprehension;

/// <summary>Fits the three levels by gradient descent on their likelihood; a weight that would become negative stays 0.</summary>
internal static class ComplexityTrainer
{
    private const int Rounds = 3_000;
    private const float Rate = 0.5f;
    private const float Decay = 1e-3f;

    public static ComplexityModel Fit(IReadOnlyList<Example> examples, LinearModel labels)
    {
        var rows = examples.Where(example => example.Level is not null).Select(example => (Features: Features(example.Text, labels), Level: example.Level!.Value)).ToArray();

        // Each level counts the same.
        var weights = rows.GroupBy(row => row.Level).ToDictionary(level => level.Key, level => 1f / (3 * level.Count()));
        var (slopes, medium, hard) = (new float[ComplexityFeatures.Count], 1f, 3f);
        for (var round = 0; round < Rounds; round++)
        {
            var (gradient, mediumGradient, hardGradient) = (new float[slopes.Length], 0f, 0f);
            foreach (var (features, level) in rows)
            {
                var sum = 0f;
                for (var i = 0; i < slopes.Length; i++)
                {
                    sum += slopes[i] * features[i];
                }

                var (toMedium, toHard) = (ComplexityModel.Sigmoid(sum - medium) - (level >= 1 ? 1 : 0), ComplexityModel.Sigmoid(sum - hard) - (level >= 2 ? 1 : 0));
                var weight = weights[level];
                for (var i = 0; i < slopes.Length; i++)
                {
                    gradient[i] += weight * (toMedium + toHard) * features[i];
                }

                mediumGradient -= weight * toMedium;
                hardGradient -= weight * toHard;
            }

            for (var i = 0; i < slopes.Length; i++)
            {
                slopes[i] = Math.Max(0, slopes[i] - (Rate * (gradient[i] + (Decay * slopes[i]))));
            }

            medium -= Rate * mediumGradient;
            hard = Math.Max(medium + 0.1f, hard - (Rate * hardGradient));
        }

        return new(slopes, medium, hard);
    }

    private static float[] Features(string text, LinearModel labels)
    {
        Span<char> room = stackalloc char[Excerpt.Longest];
        Span<ulong> present = stackalloc ulong[FeatureSet.Longs];
        present.Clear();
        var excerpt = Excerpt.Of(text, room);
        FeatureSet.Collect(excerpt, present);
        Span<float> scores = stackalloc float[labels.Labels];
        labels.Score(present, scores);
        var tasks = scores[Intents.All.Count..];
        LinearModel.Softmax(tasks);
        var features = new float[ComplexityFeatures.Count];
        ComplexityFeatures.Read(excerpt, tasks, features);
        return features;
    }
}
