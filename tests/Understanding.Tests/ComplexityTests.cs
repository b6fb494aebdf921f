namespace Parley.Understanding.Tests;

/// <summary>How much thought an answer asks for.</summary>
public sealed class ComplexityTests
{
    [Theory]
    [InlineData("hi", "Compare two ways to cache search results and explain which is better.")]
    [InlineData("What is the capital of Peru?", "Prove by induction that 1 + 2 + ... + n = n(n+1)/2 and explain each step.")]
    [InlineData("Turn off the lights.", "Design the database schema of a booking system, justify each decision and compare it with an alternative.")]
    [InlineData("Danke!", "Vergleiche die beiden Verträge, begründe jede Abweichung und bewerte zuletzt, welcher besser ist.")]
    [InlineData("Bonjour", "Compare les deux contrats, explique chaque différence, puis justifie lequel est le meilleur.")]
    [InlineData("Gracias", "Compara los dos contratos, explica cada diferencia y después justifica cuál es mejor.")]
    public void More_work_is_more_complex(string less, string more) =>
        Assert.True(Understander.Read(more).Complexity.Score > Understander.Read(less).Complexity.Score + 0.2);

    [Fact]
    public void More_of_any_feature_never_makes_a_message_simpler()
    {
        var model = UnderstandingModel.BuiltIn.Complexity;
        var random = new Random(3);
        for (var i = 0; i < 1_000; i++)
        {
            float[] features = [.. Enumerable.Range(0, ComplexityFeatures.Count).Select(_ => random.NextSingle())];
            float[] raised = [.. features];
            raised[random.Next(raised.Length)] += random.NextSingle();

            Assert.True(model.Score(raised).Score >= model.Score(features).Score);
        }
    }

    [Fact]
    public void The_level_agrees_with_the_score()
    {
        var model = UnderstandingModel.BuiltIn.Complexity;
        Assert.Equal("simple", model.Score(new float[ComplexityFeatures.Count]).Level);
        Assert.Equal("hard", model.Score([.. Enumerable.Repeat(1f, ComplexityFeatures.Count)]).Level);
    }
}
