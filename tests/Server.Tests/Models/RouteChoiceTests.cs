using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.ScriptedProvider;
using Parley.Server.Tests.Turns;

namespace Parley.Server.Tests.Models;

/// <summary>Routes that choose by length, cost and experiment, as their administrators and callers meet them.</summary>
public sealed class RouteChoiceTests
{
    private static readonly object First = new { deployment = "first" };
    private static readonly object Second = new { deployment = "second" };

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_long_prompt_goes_by_its_rule_through_every_door(string database)
    {
        await using var fleet = await RoutedServer.StartAsync(database, new() { Text = "Short." }, new() { Text = "Long." });
        await PutAsync(fleet, new { rules = new object[] { new { when = new { context_tokens_max = 2_000 }, use = new[] { First } }, new { use = new[] { Second } } } });
        var longer = string.Join(' ', Enumerable.Repeat("cormorant", 2_000));

        foreach (var (text, answer) in new[] { ("Say it.", "Short."), (longer, "Long.") })
        {
            Assert.Equal(answer, Asking.Text((await fleet.Client.AskAsync(new { message = text, model = "chat", retrieval = false })).Shown));
            var messages = new[] { new { role = "user", content = text } };
            var (_, openai) = await fleet.Client.PostAsync("/v1/chat/completions", new { model = "chat", messages });
            Assert.Equal(answer, openai.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
            var (_, anthropic) = await fleet.Client.PostAsync("/v1/messages", new { model = "chat", max_tokens = 100, messages });
            Assert.Equal(answer, anthropic.GetProperty("content")[0].GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task A_request_above_every_ceiling_is_refused_by_every_door_in_its_own_shape()
    {
        await using var fleet = await RoutedServer.StartAsync("sqlite", new() { Text = "First." }, new() { Text = "Second." });
        await PutAsync(fleet, new { rules = new object[] { new { use = new object[] { new { deployment = "first", max_cost = "0.00001" }, Second }, max_cost = "0.0001" } } });
        var messages = new[] { new { role = "user", content = "Say it." } };

        var (_, shown) = await fleet.Client.AskAsync(new { message = "Say it.", model = "chat", retrieval = false });
        Assert.Equal(("turn.failed", "max_cost_exceeded"), (shown[^1].Name, shown[^1].Json.GetProperty("code").GetString()));
        var openai = await fleet.Client.PostAsync("/v1/chat/completions", new { model = "chat", messages });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "max_cost_exceeded"), (openai.Status, openai.Body.GetProperty("error").GetProperty("code").GetString()));
        var anthropic = await fleet.Client.PostAsync("/v1/messages", new { model = "chat", max_tokens = 100, messages });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, anthropic.Status);
        Assert.Contains("max_tokens", anthropic.Body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, fleet.First.Requests.All.Count + fleet.Second.Requests.All.Count);

        var route = await fleet.GetAsync("/v1/routes/chat");
        Assert.Equal(("0.0001", "0.00001"), (route.GetProperty("rules")[0].GetProperty("max_cost").GetString(), route.GetProperty("rules")[0].GetProperty("use")[0].GetProperty("max_cost").GetString()));
    }

    [Fact]
    public async Task An_experiment_is_told_at_the_answer_at_its_calls_and_in_figures()
    {
        await using var fleet = await RoutedServer.StartAsync("sqlite", new() { Text = "First." }, new() { Text = "Second." });
        await PutAsync(fleet, new
        {
            fallbacks = new[] { "first" },
            experiment = new { name = "tone", by = "conversation", variants = new object[] { new { name = "usual", weight = 1 }, new { name = "bold", weight = 1, use = new[] { Second } } } },
        });
        var told = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var (turn, shown) = await fleet.Client.AskAsync(new { message = "Say it.", model = "chat", retrieval = false });
            var arm = (await fleet.GetAsync($"/v1/turns/{turn}/provenance")).GetProperty("experiment");
            var record = (await fleet.GetAsync($"/v1/usage/records?turn_id={turn}")).GetProperty("data").EnumerateArray().First(one => one.GetProperty("purpose").GetString() == "chat");
            Assert.Equal(arm.GetProperty("variant").GetString(), record.GetProperty("variant").GetString());
            Assert.Equal(("tone", "tone"), (arm.GetProperty("name").GetString(), record.GetProperty("experiment").GetString()));
            Assert.Equal(arm.GetProperty("variant").GetString() == "bold" ? "Second." : "First.", Asking.Text(shown));
            told.Add(arm.GetProperty("variant").GetString()!);
        }

        var figures = await fleet.GetAsync("/v1/routes/chat/experiment");
        Assert.Equal(("tone", "conversation"), (figures.GetProperty("name").GetString(), figures.GetProperty("by").GetString()));
        var variants = figures.GetProperty("variants").EnumerateArray().ToList();
        Assert.Equal(["usual", "bold"], variants.Select(one => one.GetProperty("name").GetString()));
        Assert.All(variants, one => Assert.Equal(
            (told.Count(name => name == one.GetProperty("name").GetString()), 0), (one.GetProperty("requests").GetInt32(), one.GetProperty("errors").GetInt32())));
        Assert.Contains(variants, one => one.GetProperty("cost").GetString() != "0" && one.GetProperty("ms").GetDouble() >= one.GetProperty("ms_to_first_token").GetDouble());

        await PutAsync(fleet, new { fallbacks = new[] { "first" } });
        using var none = await fleet.Client.GetAsync("/v1/routes/chat/experiment", Asking.Cancelled);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    [Fact]
    public async Task Two_routes_have_no_experiment_of_one_name()
    {
        await using var fleet = await RoutedServer.StartAsync("sqlite", new(), new());
        var experiment = new { name = "tone", variants = new object[] { new { name = "usual" }, new { name = "bold", use = new[] { Second } } } };
        await PutAsync(fleet, new { fallbacks = new[] { "first" }, experiment });

        var (status, body) = await fleet.Client.PostAsync("/v1/routes", new { name = "other", fallbacks = new[] { "first" }, experiment });

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("'chat'", body.GetProperty("errors").GetProperty("experiment.name")[0].GetString(), StringComparison.Ordinal);
        await PutAsync(fleet, new { fallbacks = new[] { "first" }, experiment });
    }

    [Fact]
    public async Task What_is_kept_to_be_given_again_is_shown_with_what_it_saved_and_emptied()
    {
        await using var fleet = await RoutedServer.StartAsync("sqlite", new() { Text = "First." }, new());
        await PutAsync(fleet, new { fallbacks = new[] { "first" }, cache = new { exact = true } });
        await Ask();
        await Ask();

        var cache = await fleet.GetAsync("/v1/answer-cache");
        var exact = cache.GetProperty("exact");
        Assert.Equal((1, 1, 1), (exact.GetProperty("hits").GetInt32(), exact.GetProperty("misses").GetInt32(), exact.GetProperty("priced").GetInt32()));
        Assert.True(exact.GetProperty("saved_input_tokens").GetInt64() > 0 && exact.GetProperty("saved_cost").GetString() != "0");
        Assert.False(exact.GetProperty("enabled").GetBoolean());
        Assert.Equal((1, 1), (cache.GetProperty("shared").GetProperty("entries").GetInt32(), cache.GetProperty("memory").GetProperty("entries").GetInt32()));

        using var emptied = await fleet.Client.DeleteAsync("/v1/answer-cache", Asking.Cancelled);
        Assert.Equal(1, (await emptied.Content.ReadFromJsonAsync<JsonElement>(Asking.Cancelled)).GetProperty("entries").GetInt32());
        cache = await fleet.GetAsync("/v1/answer-cache");
        Assert.Equal((0, JsonValueKind.Null), (cache.GetProperty("shared").GetProperty("entries").GetInt32(), cache.GetProperty("shared").GetProperty("oldest_at").ValueKind));
        Assert.Equal(1, cache.GetProperty("exact").GetProperty("hits").GetInt32());
        Assert.Contains("answer_cache.emptied", await fleet.Client.GetStringAsync("/v1/audit?limit=50", Asking.Cancelled), StringComparison.Ordinal);
        await Ask();
        Assert.Equal(2, fleet.First.Requests.All.Count);

        Task Ask() => fleet.Client.AskAsync(new { message = "Say it.", model = "chat", retrieval = false });
    }

    private static async Task PutAsync(RoutedServer fleet, object route)
    {
        using var response = await fleet.Client.PutAsJsonAsync("/v1/routes/chat", route, Asking.Cancelled);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Asking.Cancelled));
    }
}
