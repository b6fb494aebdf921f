using System.Net;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Parley.ScriptedProvider.Tests;

public sealed class ControlTests
{
    [Fact]
    public async Task One_shots_are_taken_in_order_and_may_wait_for_their_message()
    {
        await using var provider = await RunningProvider.StartAsync();
        using var put = await provider.Client.PutAsync("/script", JsonContent.Create(JsonNode.Parse(
            """{"default": {"text": "usual"}, "models": {"broken": {"fault": "500"}}, "next": [{"text": "later", "match": "pear"}, {"text": "first"}, {"text": "second"}]}""")));
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        var answers = new List<string>();
        foreach (var message in new[] { "apple", "apple", "apple", "a pear", "a pear" })
        {
            answers.Add(Wire.Text(await provider.AskAsync(Wire.Ask(message))));
        }

        Assert.Equal(["first", "second", "usual", "later", "usual"], answers);
        var broken = Wire.Ask("apple");
        broken["model"] = "broken";
        using var refused = await provider.PostAsync(broken);
        Assert.Equal(HttpStatusCode.InternalServerError, refused.StatusCode);
    }

    [Fact]
    public async Task A_prompt_whose_beginning_was_read_before_is_read_in_part()
    {
        await using var provider = await RunningProvider.StartAsync(options: new() { PrefillMs = 0.01, PrefixTokens = 100 });
        var words = string.Join(' ', Enumerable.Range(0, 60));

        var kept = new List<int>();
        foreach (var message in new[] { words, words + " more", "other " + words, words })
        {
            var answer = await provider.AskAsync(Wire.Ask(message));
            kept.Add((int)answer["usage"]!["prompt_tokens_details"]!["cached_tokens"]!);
        }

        Assert.Equal([0, 48, 0, 48], kept);
    }

    [Fact]
    public async Task A_held_stream_goes_on_when_it_is_released()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Text = "one two three four", HoldAt = 2 });
        var events = provider.StreamAsync(Wire.Ask("Count", stream: true));
        await provider.RecordAsync(record => record.TokensSent == 2);
        Assert.False(events.IsCompleted);

        using var released = await provider.Client.PostAsync("/release", null);

        Assert.Equal("one two three four", Wire.Text(await events));
    }

    [Theory]
    [InlineData("""{"default": {"colour": "red"}}""", "colour")]
    [InlineData("""{"default": {"fault": "earthquake"}}""", "earthquake")]
    [InlineData("""{"next": [{"tokens": -1}]}""", "tokens")]
    [InlineData("""{"default": """, "JSON")]
    public async Task A_script_that_makes_no_sense_is_refused_with_its_reason(string script, string reason)
    {
        await using var provider = await RunningProvider.StartAsync();
        using var response = await provider.Client.PutAsync("/script", new StringContent(script));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(reason, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_sent_is_recorded_without_the_key()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 3 }, new() { ApiKey = "sk-secret" });
        using var stranger = await provider.PostAsync(Wire.Ask("Hi"));
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        provider.Client.DefaultRequestHeaders.Authorization = new("Bearer", "sk-secret");
        await provider.StreamAsync(Wire.Ask("Hi", stream: true));

        var text = await provider.Client.GetStringAsync("/requests");
        var record = JsonNode.Parse(text)!["data"]![0]!;
        Assert.DoesNotContain("sk-secret", text, StringComparison.Ordinal);
        Assert.Equal(("Bearer …", "Hi", 3, "completed"), (
            (string?)record["headers"]!["Authorization"], (string?)record["body"]!["messages"]![0]!["content"],
            (int)record["tokens_sent"]!, (string?)record["outcome"]));

        using var deleted = await provider.Client.DeleteAsync("/requests");
        Assert.Empty(provider.Log.All);
    }

    [Fact]
    public async Task Embeddings_are_stable_unit_vectors_in_numbers_and_in_base64()
    {
        await using var provider = await RunningProvider.StartAsync();
        async Task<JsonNode> Embed(object body)
        {
            using var response = await provider.PostAsync(body, "/v1/embeddings");
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!["data"]!;
        }

        var data = await Embed(new { model = "scripted", input = new[] { "red apple", "red apple pie", "quantum physics" }, dimensions = 64 });
        var vectors = data.AsArray().Select(item => item!["embedding"]!.AsArray().Select(value => (float)value!).ToArray()).ToArray();
        var base64 = (string?)(await Embed(new { input = "red apple", dimensions = 64, encoding_format = "base64" }))[0]!["embedding"];

        Assert.Equal(vectors[0], MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(base64!)).ToArray());
        Assert.Equal(1, vectors[0].Sum(value => value * value), 4);
        Assert.True(Dot(vectors[0], vectors[1]) > Dot(vectors[0], vectors[2]));
    }

    [Fact]
    public async Task Tokens_are_counted_in_the_ways_of_vllm_and_llama_cpp()
    {
        await using var provider = await RunningProvider.StartAsync();
        async Task<JsonNode> Tokenize(object body)
        {
            using var response = await provider.PostAsync(body, "/tokenize");
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        }

        Assert.Equal(4, (int)(await Tokenize(new { model = "scripted", prompt = "Hello, big world" }))["count"]!);
        Assert.Equal(4, (await Tokenize(new { content = "Hello, big world" }))["tokens"]!.AsArray().Count);
        Assert.Equal(8, (int)(await Tokenize(Wire.Ask("Hello, big world")))["count"]!);
        Assert.Equal("scripted", (string?)JsonNode.Parse(await provider.Client.GetStringAsync("/v1/models"))!["data"]![0]!["id"]);
    }

    [Fact]
    public async Task What_an_answer_would_be_can_be_asked_without_being_a_request()
    {
        await using var provider = await RunningProvider.StartAsync(new() { Tokens = 20 });
        using var response = await provider.PostAsync(Wire.Ask("Hi"), "/expected");
        var expected = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Empty(provider.Log.All);
        Assert.Equal((string?)expected["text"], Wire.Text(await provider.AskAsync(Wire.Ask("Hi"))));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{"messages": []}""")]
    [InlineData("""{"messages": [{"content": "x"}]}""")]
    [InlineData("""{"messages": [{"role": "user", "content": "[[script: fault=typo]]"}]}""")]
    public async Task A_request_that_makes_no_sense_is_refused(string body)
    {
        await using var provider = await RunningProvider.StartAsync();
        using var response = await provider.Client.PostAsync("/v1/chat/completions", new StringContent(body));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public void The_command_line_wins_over_the_environment()
    {
        var options = ScriptedProviderOptions.Read(
            ["--ttft-ms", "20", "--rate=50", "--fault", "cut", "--fault-at", "30", "--urls", "http://127.0.0.1:0"],
            new Dictionary<string, string> { ["SCRIPTED_RATE"] = "7", ["SCRIPTED_TOKENS"] = "200", ["PATH"] = "/bin" });

        Assert.Equal(new Script { TtftMs = 20, Rate = 50, Tokens = 200, Fault = "cut", FaultAt = 30 }, options.Script);
        Assert.Throws<ScriptException>(() => ScriptedProviderOptions.Read(["--colour", "red"], new Dictionary<string, string>()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("One  two\n\n\nthree 東京 🙂🙂 supercalifragilistic, end. ")]
    public void The_pieces_of_a_text_are_the_text(string text) => Assert.Equal(text, string.Concat(Pieces.Of(text)));

    private static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
