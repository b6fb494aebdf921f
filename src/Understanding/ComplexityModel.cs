namespace Parley.Understanding;

/// <summary>
/// Three levels in their order, told apart by one sum of features with weights that are never negative: more of anything never makes a message
/// simpler. The proportional odds model (McCullagh, "Regression Models for Ordinal Data", 1980).
/// </summary>
/// <param name="Weights">Shape [<see cref="ComplexityFeatures.Count"/>].</param>
/// <param name="AtLeastMedium">What the sum must pass for the middle level to be as likely as not.</param>
/// <param name="AtLeastHard">The same for the upper one; above the other.</param>
internal sealed record ComplexityModel(float[] Weights, float AtLeastMedium, float AtLeastHard)
{
    public static IReadOnlyList<string> Levels { get; } = ["simple", "medium", "hard"];

    public Complexity Score(ReadOnlySpan<float> features)
    {
        var sum = 0f;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += Weights[i] * features[i];
        }

        var (medium, hard) = (Sigmoid(sum - AtLeastMedium), Sigmoid(sum - AtLeastHard));
        var (level, confidence) = (0, 1 - medium);
        (level, confidence) = medium - hard > confidence ? (1, medium - hard) : (level, confidence);
        (level, confidence) = hard > confidence ? (2, hard) : (level, confidence);
        return new((medium + hard) / 2, Levels[level], confidence);
    }

    public static ComplexityModel Read(BinaryReader reader)
    {
        var weights = new float[reader.ReadInt32()];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = reader.ReadSingle();
        }

        return new(weights, reader.ReadSingle(), reader.ReadSingle());
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Weights.Length);
        foreach (var weight in Weights)
        {
            writer.Write(weight);
        }

        writer.Write(AtLeastMedium);
        writer.Write(AtLeastHard);
    }

    internal static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}
