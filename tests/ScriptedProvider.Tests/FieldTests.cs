using System.Text.Json.Nodes;

namespace Parley.ScriptedProvider.Tests;

/// <summary>Fields that some models take and others do not, as both wires have them.</summary>
public sealed class FieldTests
{
    [Fact]
    public async Task Each_token_has_a_probability_where_that_is_asked_for_streamed_or_not()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Text = "One two 🙂." });
        var ask = Wire.Ask("x");
        (ask["logprobs"], ask["top_logprobs"]) = (true, 2);
        var whole = (await provider.AskAsync(ask))["choices"]![0]!["logprobs"]!["content"]!.AsArray();
        ask["stream"] = true;
        var streamed = (await provider.StreamAsync(ask)).Select(Wire.Parsed).Select(frame => frame?["choices"]?[0]?["logprobs"]?["content"]).OfType<JsonArray>().SelectMany(list => list).ToList();

        Assert.Equal("One two 🙂.", string.Concat(whole.Select(token => (string?)token!["token"])));
        Assert.Equal(whole.Select(token => token!.ToJsonString()), streamed.Select(token => token!.ToJsonString()));
        Assert.All(whole, token => Assert.Equal((2, true), (token!["top_logprobs"]!.AsArray().Count, (double)token["logprob"]! < 0)));
        Assert.Null((await provider.AskAsync(Wire.Ask("x")))["choices"]![0]!["logprobs"]);
    }

    [Theory]
    [InlineData("vllm", "END")]
    [InlineData("scripted", null)]
    public async Task A_text_that_ends_answers_ends_them_and_is_told_as_vllm_tells_it(string owner, string? told)
    {
        await using var provider = await RunningProvider.StartAsync(new() { Text = "One END two STOP" }, new() { OwnedBy = owner });
        var ask = Wire.Ask("x");
        ask["stop"] = new JsonArray("STOP", "END");

        var answer = await provider.AskAsync(ask);

        Assert.Equal(("One ", "stop", told), (Wire.Text(answer), (string?)answer["choices"]![0]!["finish_reason"], (string?)answer["choices"]![0]!["stop_reason"]));
    }

    [Fact]
    public async Task Anthropics_wire_thinks_before_it_answers_and_knows_its_thoughts_again()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Text = "Yes END no", Thinking = "Hm, so." });
        var ask = Wire.Ask("x");
        (ask["max_tokens"], ask["thinking"], ask["stop_sequences"]) = (2000, new JsonObject { ["type"] = "adaptive" }, new JsonArray("END"));
        var answer = await MessageAsync(provider, ask);
        Assert.Equal(("Hm, so.", "Yes ", "stop_sequence", "END"), (
            (string?)answer["content"]![0]!["thinking"], (string?)answer["content"]![1]!["text"], (string?)answer["stop_reason"], (string?)answer["stop_sequence"]));

        var thought = answer["content"]![0]!.DeepClone();
        Assert.Equal(200, await GiveBackAsync(thought));
        thought["thinking"] = "Something else.";
        Assert.Equal(400, await GiveBackAsync(thought));

        async Task<int> GiveBackAsync(JsonNode block)
        {
            var again = ask.DeepClone();
            again["messages"]!.AsArray().Insert(1, new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(block.DeepClone(), new JsonObject { ["type"] = "text", ["text"] = "Yes" }) });
            again["messages"]!.AsArray().Add(Wire.Message("user", "y"));
            using var response = await provider.PostAsync(again, "/v1/messages");
            return (int)response.StatusCode;
        }
    }

    [Fact]
    public async Task A_thought_that_nobody_can_read_and_one_that_is_left_out_have_their_blocks()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Text = "Yes", HidesThinking = true });
        var ask = Wire.Ask("x");
        (ask["max_tokens"], ask["thinking"]) = (2000, new JsonObject { ["type"] = "enabled", ["budget_tokens"] = 1024 });
        Assert.Equal("redacted_thinking", (string?)(await MessageAsync(provider, ask))["content"]![0]!["type"]);

        provider.Book.Put(new(new() { HidesThinking = false }, null, null));
        ask["thinking"]!["display"] = "omitted";
        var block = (await MessageAsync(provider, ask))["content"]![0]!;
        Assert.Equal(("thinking", "", true), ((string?)block["type"], (string?)block["thinking"], ((string?)block["signature"])!.Length > 0));
    }

    [Fact]
    public async Task A_member_that_the_script_refuses_is_refused_by_its_name()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Refuses = ["verbosity"] });
        var ask = Wire.Ask("x");
        Assert.NotEmpty(Wire.Text(await provider.AskAsync(ask)));
        ask["verbosity"] = "low";

        using var response = await provider.PostAsync(ask);

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("'verbosity'", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> MessageAsync(RunningProvider provider, JsonNode ask)
    {
        using var response = await provider.PostAsync(ask, "/v1/messages");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }
}
