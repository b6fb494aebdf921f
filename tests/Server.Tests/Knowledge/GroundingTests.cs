using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.Server.Tests.Turns;
using Parley.TestKit;

namespace Parley.Server.Tests.Knowledge;

/// <summary>What an answer rests on, and what is said where it rests on nothing.</summary>
public sealed class GroundingTests
{
    private const string Documents = "/v1/knowledge/pumps/documents";
    private static readonly object Here = new { namespaces = new[] { "pumps" } };

    [Fact]
    public async Task Where_nothing_is_good_enough_preferred_answers_without_sources_and_says_so()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "Oslo is the capital." });
        var warranty = await AddAsync(server, "Warranty", "The warranty of the pump lasts two years from its delivery.");

        var (turn, shown) = await server.Client.AskAsync(new { message = "Is the pump sold in the capital of Norway by the queen's baker?", retrieval = Here });

        var retrieval = shown.Single(told => told.Name == "retrieval").Json;
        Assert.Empty(retrieval.GetProperty("sources").EnumerateArray());
        Assert.Equal(warranty, retrieval.GetProperty("nearest")[0].GetProperty("document_id").GetString());
        var message = shown[^1].Json.GetProperty("message");
        Assert.Equal(("Oslo is the capital.", "none"), (Asking.Text(shown), message.GetProperty("grounding").GetString()));
        Assert.Equal("Warranty", message.GetProperty("nearest")[0].GetProperty("title").GetString());
        var told = await AboutAsync(server, turn, warranty);
        Assert.Empty(told.GetProperty("passages").EnumerateArray());
        Assert.Equal("below_the_floor", told.GetProperty("explanation").GetProperty("about").GetProperty("outcome").GetString());
        var (_, completion) = await server.Client.PostAsync("/v1/chat/completions", new
        {
            model = "scripted",
            messages = new[] { new { role = "user", content = "Is the pump sold in the capital of Norway by the queen's baker?" } },
            retrieval = Here,
        });
        Assert.Equal("none", completion.GetProperty("parley").GetProperty("grounding").GetString());
    }

    [Fact]
    public async Task What_was_looked_for_in_vain_and_what_was_not_looked_for_are_told_apart()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "As you say." });
        var warranty = await AddAsync(server, "Warranty", "The warranty of the pump lasts two years from its delivery.");

        var (_, vain) = await server.Client.AskAsync(new { message = "Qwertzuiop asdfghjkl?", retrieval = new { namespaces = new[] { "pumps" }, hybrid = false } });
        var (greeting, greeted) = await server.Client.AskAsync(new { message = "Hello!", retrieval = Here });

        Assert.Equal("none", vain[^1].Json.GetProperty("message").GetProperty("grounding").GetString());
        Assert.Empty(vain.Single(told => told.Name == "retrieval").Json.GetProperty("nearest").EnumerateArray());
        Assert.False(greeted[^1].Json.GetProperty("message").TryGetProperty("grounding", out var grounding) && grounding.ValueKind != JsonValueKind.Null);
        Assert.DoesNotContain(greeted, told => told.Name == "retrieval");
        var told = await AboutAsync(server, greeting, warranty);
        Assert.True(told.GetProperty("not_needed").GetBoolean());
        Assert.Equal("not_looked", told.GetProperty("explanation").GetProperty("about").GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Where_sources_are_required_it_does_not_know_and_offers_what_is_nearest()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "Never asked." });
        await AddAsync(server, "Warranty", "The warranty of the pump lasts two years from its delivery.");

        var (_, shown) = await server.Client.AskAsync(new
        {
            message = "Is the pump sold in the capital of Norway by the queen's baker?",
            retrieval = new { namespaces = new[] { "pumps" }, grounding = "required" },
        });

        Assert.StartsWith("I do not know.", Asking.Text(shown), StringComparison.Ordinal);
        Assert.EndsWith("\n- Warranty", Asking.Text(shown), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_says_what_stood_in_its_prompt_and_why_another_document_did_not()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "The warranty of the pump lasts two years [S1]." });
        var warranty = await AddAsync(server, "Warranty", "The warranty of the pump lasts two years from its delivery.");
        var menu = await AddAsync(server, "Menu", "Lentils are served on Mondays.");

        var (turn, shown) = await server.Client.AskAsync(new { message = "How long does the warranty of the pump last?", retrieval = Here });

        var citation = shown.Single(told => told.Name == "citation").Json;
        var text = await server.Client.GetFromJsonAsync<JsonElement>($"{Documents}/{warranty}/text", Asking.Cancelled);
        Assert.Equal(text.GetProperty("sha256").GetString(), citation.GetProperty("document_sha256").GetString());
        Assert.Equal("sources", shown[^1].Json.GetProperty("message").GetProperty("grounding").GetString());
        var told = await AboutAsync(server, turn, warranty);
        var passage = Assert.Single(told.GetProperty("passages").EnumerateArray());
        Assert.Equal(("S1", warranty), (passage.GetProperty("label").GetString(), passage.GetProperty("document_id").GetString()));
        Assert.True(passage.GetProperty("tokens").GetInt64() > 5);
        Assert.Equal("used", told.GetProperty("explanation").GetProperty("about").GetProperty("outcome").GetString());
        Assert.Equal("below_the_cut", (await AboutAsync(server, turn, menu)).GetProperty("explanation").GetProperty("about").GetProperty("outcome").GetString());
        Assert.Equal("unknown", (await AboutAsync(server, turn, "doc_unknown")).GetProperty("explanation").GetProperty("about").GetProperty("outcome").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.GetAsync($"/v1/turns/{turn}/provenance?about=!", Asking.Cancelled)).StatusCode);
    }

    [Theory]
    [InlineData(true, "answered", "answered")]
    [InlineData(false, "answered", "off")]
    public async Task A_turn_searches_by_the_legs_that_it_names(bool hybrid, string lexical, string vector)
    {
        await using var server = await ChatServer.StartAsync("sqlite", new Script { Text = "Two years [S1]." });
        var warranty = await AddAsync(server, "Warranty", "The warranty of the pump lasts two years from its delivery.");

        var (turn, _) = await server.Client.AskAsync(new { message = "How long does the warranty of the pump last?", retrieval = new { namespaces = new[] { "pumps" }, hybrid } });

        var legs = (await AboutAsync(server, turn, warranty)).GetProperty("explanation").GetProperty("legs").EnumerateArray();
        Assert.Equal([lexical, vector], legs.Select(leg => leg.GetProperty("state").GetString()));
    }

    private static async Task<JsonElement> AboutAsync(ChatServer server, string turn, string document) =>
        (await server.Client.GetFromJsonAsync<JsonElement>($"/v1/turns/{turn}/provenance?about={document}", Asking.Cancelled)).GetProperty("retrieval");

    private static async Task<string> AddAsync(ChatServer server, string title, string text)
    {
        var (_, accepted) = await server.Client.PostAsync(Documents, new { title, text });
        var id = accepted.GetProperty("document").GetProperty("id").GetString()!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await server.Client.GetFromJsonAsync<JsonElement>($"{Documents}/{id}", limit.Token)).GetProperty("state").GetString() != "ready")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), limit.Token);
        }

        return id;
    }
}
