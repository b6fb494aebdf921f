using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Server.Tests.Clients;
using Parley.Server.Tests.Turns;

namespace Parley.Server.Tests.Doors;

/// <summary><c>POST /v1/messages/count_tokens</c>: all that the model would read is counted, and what cannot be is refused by its name.</summary>
[Collection(ClientsCollection.Name)]
public sealed class CountTokensTests(ClientsFixture clients)
{
    private const string Long = "The tide table of the old harbour hangs beside the door, and nobody has read it for twenty years.";

    [Theory]
    [InlineData("system", """ "TEXT" """, 15)]
    [InlineData("system", """ [{"type": "text", "text": "TEXT"}] """, 15)]
    [InlineData("tools", """ [{"name": "look", "description": "TEXT", "input_schema": {"type": "object", "properties": {"at": {"type": "string"}}}}] """, 25)]
    [InlineData("output_config", """ {"format": {"type": "json_schema", "schema": {"type": "object", "description": "TEXT"}}} """, 20)]
    [InlineData("messages", """ [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "TEXT"}, {"role": "user", "content": "Hi"}] """, 20)]
    [InlineData("messages", """ [{"role": "system", "content": "TEXT"}, {"role": "user", "content": "Hi"}] """, 15)]
    [InlineData("messages", """ [{"role": "user", "content": [{"type": "text", "text": "Hi"}, {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}}]}] """, 85)]
    [InlineData("messages", """
        [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "look", "input": {"at": "TEXT"}}]},
         {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t1", "content": [{"type": "text", "text": "TEXT"}]}]}]
        """, 40)]
    public async Task All_that_the_model_reads_is_counted(string field, string value, int least)
    {
        var plain = await CountAsync(Body());

        var more = await CountAsync(Body((field, value)));

        Assert.InRange(plain, 1, 40);
        Assert.InRange(more - plain, least, 2_000);
    }

    [Fact]
    public async Task What_was_thought_counts_where_the_model_is_to_think_and_reads_it()
    {
        const string Thought = """ {"type": "thinking", "thinking": "TEXT", "signature": "SIGNED"} """;
        var history = (string signature) => ("messages", $$"""
            [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": [{{Thought.Replace("SIGNED", signature, StringComparison.Ordinal)}}, {"type": "text", "text": "Ho"}]},
             {"role": "user", "content": "Hi"}]
            """);
        var thinks = ("thinking", """ {"type": "enabled", "budget_tokens": 1024} """);
        var thinker = ("model", $"\"{ClientsFixture.Thinker}\"");

        var unread = await CountAsync(Body(thinker, history("s")));
        var unsigned = await CountAsync(Body(thinker, thinks, history("")));
        var read = await CountAsync(Body(thinker, thinks, history("s")));

        Assert.Equal(unread, unsigned);
        Assert.InRange(read - unread, 15, 200);
    }

    [Theory]
    [InlineData("conversation_id", """ "conv_0123456789abcdefghijklmnop" """)]
    [InlineData("retrieval", "true")]
    [InlineData("max_tokens", "0")]
    [InlineData("temperature", "1.5")]
    [InlineData("thinking", """ {"type": "enabled", "budget_tokens": 1024} """)]
    [InlineData("mcp_servers", "[]")]
    [InlineData("no_such_field", "1")]
    [InlineData("messages.0.content.0", """ [{"role": "user", "content": [{"type": "document", "source": {}}]}] """)]
    public async Task What_cannot_be_counted_is_refused_by_its_name(string field, string value)
    {
        var (status, body) = await clients.Server.Client.PostAsync("/v1/messages/count_tokens", Body((field.Split('.')[0], value)));

        Assert.Equal((HttpStatusCode.BadRequest, "error"), (status, body.GetProperty("type").GetString()));
        Assert.Contains(field, body.GetProperty("error").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_asked_of_a_model_and_no_answer_needs_a_limit()
    {
        var asked = Asked();

        Assert.True(await CountAsync(Body(("max_tokens", "5"))) == await CountAsync(Body()));
        Assert.Equal(asked, Asked());

        int Asked() => clients.Sent.All.Count(one => one.Body?.GetRawText().Contains("Count me", StringComparison.Ordinal) == true);
    }

    private async Task<long> CountAsync(JsonObject body)
    {
        var (status, told) = await clients.Server.Client.PostAsync("/v1/messages/count_tokens", body);
        Assert.True(status == HttpStatusCode.OK, told.GetRawText());
        Assert.Equal("input_tokens", Assert.Single(told.EnumerateObject()).Name);
        return told.GetProperty("input_tokens").GetInt64();
    }

    private JsonObject Body(params (string Field, string Value)[] more)
    {
        var body = new JsonObject { ["model"] = clients.Model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = "Count me" }) };
        foreach (var (field, value) in more)
        {
            body[field] = JsonNode.Parse(value.Replace("TEXT", Long, StringComparison.Ordinal));
        }

        return body;
    }
}
