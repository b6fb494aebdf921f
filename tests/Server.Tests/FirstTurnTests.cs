using System.Net.Http.Json;
using System.Text.Json;
using Parley.ServerKit;

namespace Parley.Server.Tests;

/// <summary>The shortest way through the whole house.</summary>
public sealed class FirstTurnTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task A_message_is_answered_as_a_stream_whose_end_says_what_its_deltas_said()
    {
        var client = fixture.Server.Client;
        var created = await client.PostAsJsonAsync("/v1/conversations", new { });
        var conversation = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/conversations/{conversation}/turns") { Content = JsonContent.Create(new { message = "Hello" }) };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var shown = await (await EventStream.OpenAsync(response)).ReadToEndAsync();

        Assert.Equal(Enumerable.Range(1, shown.Count).Select(number => (long?)number), shown.Select(entry => entry.Id));
        Assert.Equal(("turn.started", "turn.completed"), (shown[0].Name, shown[^1].Name));
        Assert.Equal(
            string.Concat(shown.Where(entry => entry.Name == "delta").Select(entry => entry.Json.GetProperty("text").GetString())),
            shown[^1].Json.GetProperty("message").GetProperty("content").GetString());
    }

    [Fact]
    public async Task The_owners_key_knows_who_it_is()
    {
        var me = await fixture.Server.Client.GetFromJsonAsync<JsonElement>("/v1/me");

        Assert.Equal("owner", me.GetProperty("user").GetProperty("role").GetString());
    }
}
