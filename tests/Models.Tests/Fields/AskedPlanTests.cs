using Microsoft.Extensions.AI;
using Parley.TestKit;

namespace Parley.Models.Tests;

/// <summary>What some models take beyond the knobs is asked of those alone, or refused by its name.</summary>
public sealed class AskedPlanTests : IAsyncLifetime
{
    private Fleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await Fleet.CreateAsync();

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public void A_plan_is_left_with_those_that_take_all_that_is_asked()
    {
        var (both, one, none) = (Takes("both", ModelFields.Logprobs | ModelFields.TopK), Takes("one", ModelFields.TopK), Takes("none", ModelFields.None));
        var plan = Fleet.Plan(none, one, both);

        Assert.Equal([both], Tiers(plan.Taking(new() { Logprobs = 0, TopK = 3 })));
        Assert.Equal([one, both], Tiers(plan.Taking(new() { TopK = 3 })));
        Assert.Same(plan, plan.Taking(null));
        Assert.Same(plan, plan.Taking(new() { StrictSchema = false }));
    }

    [Theory]
    [InlineData("reasoning_effort")]
    [InlineData("verbosity")]
    [InlineData("logit_bias")]
    [InlineData("logprobs")]
    [InlineData("top_k")]
    [InlineData("thinking")]
    [InlineData("messages[].content[].image_url.detail")]
    [InlineData("messages[].name")]
    [InlineData("response_format.json_schema.strict")]
    public void What_nobody_takes_is_refused_by_its_name(string field)
    {
        var asks = field switch
        {
            "reasoning_effort" => new ModelAsks { Effort = "low" },
            "verbosity" => new() { Verbosity = "low" },
            "logit_bias" => new() { LogitBias = new() { ["1"] = 1 } },
            "logprobs" => new() { Logprobs = 0 },
            "top_k" => new() { TopK = 1 },
            "thinking" => new() { Thinking = new("adaptive") },
            "messages[].name" => new() { Names = true },
            "response_format.json_schema.strict" => new() { StrictSchema = true },
            _ => new() { ImageDetail = true },
        };

        var refusal = Assert.Throws<RefusedException>(() => Fleet.Plan(Takes("plain", ModelFields.None)).Taking(asks)).Refusal;

        Assert.Equal((400, "model_does_not_take_field", field), (refusal.Status, refusal.Code, Assert.Single(refusal.Errors!).Key));
        Assert.Contains("plain", refusal.Detail, StringComparison.Ordinal);
        Assert.Contains(field, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_word_for_effort_that_a_model_does_not_know_is_refused_with_those_that_it_does()
    {
        var plan = Fleet.Plan(Takes("thinker", ModelFields.Effort));

        var refusal = Assert.Throws<RefusedException>(() => plan.Taking(new() { Effort = "max", EffortField = "output_config.effort" })).Refusal;

        Assert.Equal("output_config.effort", Assert.Single(refusal.Errors!).Key);
        Assert.Contains("low, high", refusal.Detail, StringComparison.Ordinal);
        Assert.Same(plan.First, plan.Taking(new() { Effort = "high" }).First);
    }

    [Fact]
    public async Task A_server_that_refuses_a_field_sends_the_call_to_another_that_takes_it()
    {
        var refused = new RefusedParameters();
        var first = Takes("first", ModelFields.TopK, new FakeChatClient { Fails = new ProviderException(ProviderFailure.FieldNotTaken, "No.") { Fields = ModelFields.TopK } }, refused);
        var second = Takes("second", ModelFields.TopK, new FakeChatClient { Says = [FakeChatClient.Text("Hello")] });

        var heard = await _fleet.AskAsync(Fleet.Plan(first, second).Taking(new() { TopK = 3 }));

        Assert.Equal(("Hello", "first field_not_taken, second completed"), (heard.Text, string.Join(", ", heard.Outcomes)));
        refused.Add(ModelFields.TopK, ModelFields.TopK, _fleet.Time.GetUtcNow());
        Assert.Equal([second], Tiers(Fleet.Plan(first, second).Taking(new() { TopK = 3 })));
    }

    [Fact]
    public async Task A_field_that_was_refused_is_asked_for_again_after_an_hour()
    {
        var time = new FakeTime(DateTimeOffset.UnixEpoch);
        await using var fleet = await Fleet.CreateAsync(time: time);
        var refused = new RefusedParameters();
        var model = Takes("model", ModelFields.TopK | ModelFields.Logprobs, refused: refused, fleet: fleet);

        refused.Add(ModelFields.TopK, ModelFields.TopK | ModelFields.Logprobs, time.GetUtcNow());
        Assert.Equal(ModelFields.TopK | ModelFields.Logprobs, model.Fields);
        refused.Add(ModelFields.TopK, ModelFields.TopK, time.GetUtcNow());
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(ModelFields.Logprobs, model.Fields);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ModelFields.TopK | ModelFields.Logprobs, model.Fields);
    }

    [Fact]
    public async Task A_model_that_is_to_think_is_asked_to_go_on_in_words()
    {
        var asks = new ModelAsks { Thinking = new("adaptive") };
        var first = Takes("first", ModelFields.Thinking, new FakeChatClient { Says = [FakeChatClient.Text("The first half of it")], Fails = new ProviderException(ProviderFailure.Cut, "Broke.") });
        var next = new FakeChatClient { Says = [FakeChatClient.Text("first half of it and the second")] };
        var second = _fleet.Deploy("second", next, ModelAbilities.Chat | ModelAbilities.Continue);

        var heard = await _fleet.AskAsync(Fleet.Plan(first, second), options: new ChatOptions().With(asks));

        Assert.Equal(("The first half of it and the second", 0), (heard.Text, heard.Restarts));
    }

    [Fact]
    public async Task Tokens_that_are_told_one_by_one_are_not_joined_by_words()
    {
        var first = _fleet.Deploy("first", new FakeChatClient { Says = [FakeChatClient.Text("Half")], Fails = new ProviderException(ProviderFailure.Cut, "Broke.") });
        var second = _fleet.Deploy("second", new FakeChatClient { Says = [FakeChatClient.Text("All of it")] });

        var heard = await _fleet.AskAsync(Fleet.Plan(first, second), options: new ChatOptions().With(new ModelAsks { Logprobs = 0 }));

        Assert.Equal(("All of it", 1), (heard.Text, heard.Restarts));
    }

    [Fact]
    public async Task Thinking_that_was_broken_off_is_ended_before_another_thinks()
    {
        var first = _fleet.Deploy("first", new FakeChatClient { Says = [Thinks("Hm")], Fails = new ProviderException(ProviderFailure.Unavailable, "Broke.") });
        var second = _fleet.Deploy("second", new FakeChatClient { Says = [Thinks("Ah"), new(ChatRole.Assistant, [new ThoughtEndContent("s")]), FakeChatClient.Text("Yes")] });

        var told = new List<string>();
        await foreach (var update in _fleet.Gateway.For(Fleet.Plan(first, second)).GetStreamingResponseAsync([Make.User("hi")], new ChatOptions().With(Make.Context())))
        {
            told.AddRange(update.Contents.Select(content => content switch
            {
                TextReasoningContent thought => thought.Text,
                ThoughtEndContent ended => $"end {ended.Signature}",
                TextContent text => text.Text,
                _ => "",
            }));
        }

        Assert.Equal(["Hm", "end ", "Ah", "end s", "Yes"], told);
    }

    [Fact]
    public async Task Thinking_of_an_answer_that_was_never_begun_is_withdrawn_before_another_thinks()
    {
        ChatResponseUpdate signed = new(ChatRole.Assistant, [new ThoughtEndContent("s")]);
        var first = Takes("first", ModelFields.Thinking, new FakeChatClient { Says = [Thinks("Hm"), signed], Fails = new ProviderException(ProviderFailure.Unavailable, "Broke.") });
        var second = Takes("second", ModelFields.Thinking, new FakeChatClient { Says = [Thinks("Ah"), signed, FakeChatClient.Text("Yes")] });

        var told = new List<Type>();
        var options = new ChatOptions().With(Make.Context()).With(new ModelAsks { Thinking = new("adaptive") });
        await foreach (var update in _fleet.Gateway.For(Fleet.Plan(first, second)).GetStreamingResponseAsync([Make.User("hi")], options))
        {
            told.AddRange(update.Contents.Select(content => content.GetType()));
        }

        Assert.Equal(
            [typeof(TextReasoningContent), typeof(ThoughtEndContent), typeof(RestartContent), typeof(TextReasoningContent), typeof(ThoughtEndContent), typeof(TextContent)], told);
    }

    [Theory]
    [InlineData(ModelFields.None, null, null)]
    [InlineData(ModelFields.Names, "Ann", null)]
    [InlineData(ModelFields.ImageDetail, null, "high")]
    [InlineData(ModelFields.Names | ModelFields.ImageDetail, "Ann", "high")]
    public async Task What_earlier_messages_carry_goes_to_those_alone_that_take_it(ModelFields fields, string? name, string? detail)
    {
        var client = new FakeChatClient { Says = [FakeChatClient.Text("Yes")] };
        var image = new DataContent(new byte[] { 1, 2 }, "image/png") { Name = "a.png" }.WithDetail("high");
        ChatMessage earlier = new(ChatRole.User, [new TextContent("Look."), image]) { AuthorName = "Ann" };

        await _fleet.Gateway.For(Fleet.Plan(Takes("model", fields, client))).GetResponseAsync([earlier, Make.Assistant("So."), Make.User("And?")], new ChatOptions().With(Make.Context()));

        var sent = client.LastSent[0];
        var shown = Assert.Single(sent.Contents.OfType<DataContent>());
        Assert.Equal((name, detail, "Look.", "a.png", 2), (sent.AuthorName, shown.AdditionalProperties?.GetValueOrDefault(ImageDetail.Key), sent.Text, shown.Name, shown.Data.Length));
        Assert.Equal(("Ann", "high"), (earlier.AuthorName, image.AdditionalProperties![ImageDetail.Key]));
    }

    private static ChatResponseUpdate Thinks(string text) => new(ChatRole.Assistant, [new TextReasoningContent(text)]);

    private static IEnumerable<Deployment> Tiers(ModelPlan plan) => plan.Tiers.Select(tier => Assert.Single(tier).Deployment);

    private Deployment Takes(string name, ModelFields fields, IChatClient? client = null, RefusedParameters? refused = null, Fleet? fleet = null) =>
        (fleet ?? _fleet).Deploy(name, new ProviderConnection(name, 8192, 1000, ModelAbilities.Chat, client ?? new FakeChatClient()) { Fields = fields, Efforts = ["low", "high"], Refused = refused ?? new() });
}
