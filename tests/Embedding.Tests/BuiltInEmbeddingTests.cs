using Microsoft.Extensions.AI;

namespace Parley.Embedding.Tests;

public sealed class BuiltInEmbeddingTests
{
    [Fact]
    public void Vectors_have_length_one_and_are_the_same_every_time()
    {
        var vector = BuiltInEmbedder.Embed("How do I reset my password?");

        Assert.Equal(BuiltInEmbedder.Dimensions, vector.Length);
        Assert.Equal(1, vector.Sum(value => value * value), 4);
        Assert.Equal(vector, BuiltInEmbedder.Embed("How do I reset my password?"));
    }

    [Theory]
    [InlineData("How can I freeze my card?", "I want to block my card", "What is the tallest mountain of Africa?")]
    [InlineData("restart the backup servr", "restarting the backup server", "the weather in spring")]
    [InlineData("Kündigungsfrist des Vertrags", "Vertrag mit Kündigungsfristen", "Rezept für Apfelkuchen")]
    [InlineData("резервное копирование сервера", "копирования серверов", "погода на завтра")]
    [InlineData("如何重置密码", "重置我的密码", "今天的天气")]
    public void What_means_the_same_is_nearer_than_what_does_not(string asked, string alike, string other)
    {
        Assert.True(Cosine(asked, alike) > Cosine(asked, other) + 0.15, $"{Cosine(asked, alike):F2} / {Cosine(asked, other):F2}");
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ?! …")]
    public void A_text_without_words_has_no_direction(string text)
    {
        Assert.All(BuiltInEmbedder.Embed(text), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Odd_texts_are_embedded_too()
    {
        foreach (var text in new[] { new string('a', 500_000), string.Concat(Enumerable.Repeat("tea ", 50_000)), "\ud83d\ude00 \u0000 \uffff", "a\u0301\u0301\u0301", "\ud800" })
        {
            Assert.DoesNotContain(BuiltInEmbedder.Embed(text), float.IsNaN);
        }
    }

    [Fact]
    public async Task The_generator_keeps_the_order_and_names_its_model()
    {
        using var generator = new BuiltInEmbeddingGenerator();

        var made = await generator.GenerateAsync(["tea", "coffee"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(BuiltInEmbedder.Embed("coffee"), made[1].Vector.ToArray());
        Assert.Equal(BuiltInEmbedder.Model, made[0].ModelId);
        Assert.Equal(BuiltInEmbedder.Dimensions, ((EmbeddingGeneratorMetadata)generator.GetService(typeof(EmbeddingGeneratorMetadata))!).DefaultModelDimensions);
    }

    [Fact]
    public async Task Other_dimensions_are_refused_rather_than_cut()
    {
        using var generator = new BuiltInEmbeddingGenerator();

        await Assert.ThrowsAsync<NotSupportedException>(() => generator.GenerateAsync(
            ["tea"], new EmbeddingGenerationOptions { Dimensions = 64 }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_cancelled_call_ends()
    {
        using var generator = new BuiltInEmbeddingGenerator();

        await Assert.ThrowsAsync<OperationCanceledException>(() => generator.GenerateAsync(["tea"], cancellationToken: new CancellationToken(true)));
    }

    private static double Cosine(string one, string other) => BuiltInEmbedder.Embed(one).Zip(BuiltInEmbedder.Embed(other), (a, b) => a * b).Sum();
}
