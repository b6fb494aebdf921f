using System.Text.Json;

namespace Parley.Server.Tests.Clients;

/// <summary>What the npm package <c>openai</c>, as published, can ask of a model beyond the knobs.</summary>
[Collection(ClientsCollection.Name)]
public sealed class OpenAIFieldsNodeTests(ClientsFixture clients)
{
    private const string Said = "One two 🙂.";

    [Fact]
    public async Task What_is_asked_reaches_a_provider_that_knows_it()
    {
        Assert.Equal(Said, (await SeenAsync("everything")).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());

        var sent = clients.SentWith("Everything that can be asked");
        Assert.Equal(("high", "low", """{"50256":-100}"""), (
            sent.GetProperty("reasoning_effort").GetString(), sent.GetProperty("verbosity").GetString(), sent.GetProperty("logit_bias").GetRawText()));
        Assert.Equal(["Ann", "Bob", "Ann"], sent.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("likely", 2)]
    [InlineData("likelyStream", 1)]
    public async Task Log_probabilities_come_with_the_answer_streamed_or_not(string operation, int alternatives)
    {
        var choice = await SeenAsync(operation);

        Assert.Equal(Said, choice.GetProperty("message").GetProperty("content").GetString());
        var tokens = choice.GetProperty("logprobs").GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(Said, string.Concat(tokens.Select(token => token.GetProperty("token").GetString())));
        Assert.All(tokens, token => Assert.Equal((alternatives, true), (token.GetProperty("top_logprobs").GetArrayLength(), token.GetProperty("logprob").GetDouble() < 0)));
        Assert.Equal("One"u8.ToArray(), tokens[0].GetProperty("bytes").EnumerateArray().Select(one => one.GetByte()));
    }

    [Fact]
    public async Task A_schema_is_passed_on_with_its_name_and_as_strict_as_it_is()
    {
        Assert.Equal("Paris", (await SeenAsync("parsed")).GetProperty("city").GetString());

        var form = clients.SentWith("Where is it?").GetProperty("response_format").GetProperty("json_schema");
        Assert.Equal(("place", true), (form.GetProperty("name").GetString(), form.GetProperty("strict").GetBoolean()));
    }

    [Fact]
    public async Task An_answer_comes_in_the_form_of_its_schema_or_not_at_all()
    {
        Assert.Equal("Rome", (await SeenAsync("repaired")).GetProperty("city").GetString());
        var held = await SeenAsync("heldStream");
        Assert.Equal(("Oslo", 1), (held.GetProperty("parsed").GetProperty("city").GetString(), held.GetProperty("pieces").GetArrayLength()));

        var unfit = await SeenAsync("unfit");
        Assert.Equal((422, "answer_not_valid"), (unfit.GetProperty("status").GetInt32(), unfit.GetProperty("body").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("noSchema", "response_format.json_schema.schema", "invalid_request")]
    [InlineData("unknownWord", "reasoning_effort", "invalid_request")]
    [InlineData("notThere", "logprobs", "model_does_not_take_field")]
    [InlineData("otherType", "messages[0].content[0].image_url", "invalid_request")]
    public async Task What_cannot_be_had_is_refused_by_its_name(string operation, string param, string code)
    {
        var refused = await SeenAsync(operation);

        Assert.Equal(("BadRequestError", 400), (refused.GetProperty("error").GetString(), refused.GetProperty("status").GetInt32()));
        var body = refused.GetProperty("body");
        Assert.Equal((param, code), (body.GetProperty("param").GetString(), body.GetProperty("code").GetString()));
    }

    private async Task<JsonElement> SeenAsync(string operation) => (await clients.SeenAsync("openai-fields.mjs")).GetProperty(operation);
}
