using Microsoft.Extensions.AI;

namespace Parley.Models.Tests;

/// <summary>However many models an answer takes, it shows one piece of thinking: that of the text that stands.</summary>
public sealed class ToldThinkingTests : IAsyncLifetime
{
    private static readonly ProviderException Broke = new(ProviderFailure.Cut, "Broke.");
    private static readonly ChatResponseUpdate Signed = new(ChatRole.Assistant, [new ThoughtEndContent("s")]);

    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await Fleet.CreateAsync();

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_goes_on_with_a_text_that_was_thought_about_tells_no_thinking_of_its_own(bool isSigned)
    {
        ChatResponseUpdate[] begun = isSigned ? [Thinks("Gulls."), Signed] : [Thinks("Gulls.")];

        var told = await TellAsync(
            [.. begun, FakeChatClient.Text("The first half of it")], [Thinks("It was cut."), Signed, FakeChatClient.Text("first half of it and the second")]);

        Assert.Equal(isSigned ? "<Gulls.>s The first half of it and the second" : "<Gulls.The first half of it>  and the second", told);
    }

    [Fact]
    public async Task Who_says_it_anew_tells_the_thinking_of_that()
    {
        var told = await TellAsync(
            [Thinks("Gulls."), Signed, FakeChatClient.Text("A gull is a bird of the sea that")],
            [Thinks("Birds"), Thinks(", then."), Signed, FakeChatClient.Text("A gull is a bird of the sea and more")]);

        Assert.Equal("<Gulls.>s A gull is a bird of the sea that ANEW <Birds<, then.>s A gull is a bird of the sea and more", told);
    }

    [Fact]
    public async Task Who_goes_on_with_a_text_that_nobody_thought_about_tells_what_it_thinks()
    {
        var told = await TellAsync(
            [FakeChatClient.Text("The first half of it")], [Thinks("On."), Signed, FakeChatClient.Text("first half of it and the second")]);

        Assert.Equal("The first half of it<On.>s  and the second", told);
    }

    [Fact]
    public async Task A_third_that_goes_on_tells_none_either_and_a_piece_that_was_held_back_is_not_ended()
    {
        var told = await TellAsync(
            [Thinks("Gulls."), Signed, FakeChatClient.Text("The first third of it")],
            [Thinks("It was")],
            [Thinks("Cut."), Signed, FakeChatClient.Text("first third of it and the rest")]);

        Assert.Equal("<Gulls.>s The first third of it and the rest", told);
    }

    /// <summary>Asks models one after the other, of which all but the last break off.</summary>
    /// <returns>What was told: <c>&lt;</c> stands before each part of thinking, <c>&gt;</c> and its signature at its end.</returns>
    private async Task<string> TellAsync(params ChatResponseUpdate[][] models)
    {
        var plan = Fleet.Plan([.. models.Select((says, i) =>
            _fleet.Deploy($"model {i}", new FakeChatClient { Says = [.. says], Fails = i < models.Length - 1 ? Broke : null }))]);
        var told = new List<string>();
        var options = new ChatOptions().With(Make.Context()).With(new ModelAsks { Thinking = new("adaptive") });
        await foreach (var update in _fleet.Gateway.For(plan).GetStreamingResponseAsync([Make.User("hi")], options))
        {
            told.AddRange(update.Contents.Select(content => content switch
            {
                TextReasoningContent thought => "<" + thought.Text,
                ThoughtEndContent ended => ">" + ended.Signature + " ",
                RestartContent => " ANEW ",
                TextContent text => text.Text,
                _ => "",
            }));
        }

        return string.Concat(told);
    }

    private static ChatResponseUpdate Thinks(string text) => new(ChatRole.Assistant, [new TextReasoningContent(text)]);
}
