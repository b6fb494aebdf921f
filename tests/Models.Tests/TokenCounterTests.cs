using Parley.Text;

namespace Parley.Models.Tests;

public sealed class TokenCounterTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Hello, world!")]
    [InlineData("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz")]
    [InlineData("你好，世界")]
    [InlineData("for (var i = 0; i < 10; i++) { sum += a[i]; }")]
    public void An_estimate_never_exceeds_the_bound(string text)
    {
        Assert.InRange(TokenEstimate.Of(text), 0, TokenCounter.UpperBound(text));
    }

    [Fact]
    public void Pieces_are_estimated_like_the_whole()
    {
        const string text = "The quick brown fox jumps over 13 lazy dogs — größer!";
        var whole = TokenEstimate.Of(text);
        var pieces = default(TokenEstimate);
        foreach (var c in text)
        {
            pieces.Add([c]);
        }

        Assert.Equal(whole, pieces.Tokens);
    }

    [Fact]
    public async Task A_server_counts_each_text_once()
    {
        var calls = 0;
        var counter = new TokenCounter(new((_, _) => Task.FromResult(40 + ++calls), TimeProvider.System));

        Assert.Equal(41, await counter.CountAsync("text"));
        Assert.Equal(41, await counter.CountAsync("text"));
        Assert.Equal(41, counter.Estimate("text"));
        Assert.Equal(42, await counter.CountAsync("other"));
    }

    [Fact]
    public async Task A_server_that_fails_is_left_alone_for_a_while()
    {
        var time = new FakeTime();
        var calls = 0;
        var counter = new TokenCounter(new(
            (_, _) => ++calls == 1 ? throw new ProviderException(ProviderFailure.Unavailable, "no") : Task.FromResult(7), time));

        Assert.Equal(TokenEstimate.Of("a text"), await counter.CountAsync("a text"));
        Assert.Equal(TokenEstimate.Of("a text"), await counter.CountAsync("a text"));
        Assert.Equal(1, calls);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(7, await counter.CountAsync("a text"));
    }

    [Fact]
    public async Task A_server_that_is_slow_is_not_waited_for()
    {
        var time = new FakeTime();
        var counter = new TokenCounter(new(
            async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return 0;
            },
            time));

        var counting = counter.CountAsync("a text").AsTask();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TokenEstimate.Of("a text"), await counting);
    }

    [Fact]
    public async Task The_number_of_kept_counts_is_bounded()
    {
        var calls = 0;
        var counter = new TokenCounter(new((_, _) => Task.FromResult(++calls), TimeProvider.System));
        for (var i = 0; i < 5_000; i++)
        {
            await counter.CountAsync($"text {i}");
        }

        Assert.Equal(5_000, await counter.CountAsync("text 4999"));
        Assert.Equal(5_001, await counter.CountAsync("text 0"));
    }
}
