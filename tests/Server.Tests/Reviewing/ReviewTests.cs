using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Safety;
using Parley.Server.Tests.BadInput;

namespace Parley.Server.Tests.Reviewing;

/// <summary>The way of a case over the wire: from the refusal by way of the appeal to the decision and what follows from it.</summary>
public sealed class ReviewTests(Things things) : IClassFixture<Things>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refusal_is_appealed_decided_and_told_to_its_sender()
    {
        using var ada = things.Server.NewClient(things.Server.Key, "ada");
        var (turn, review) = await PlantAsync(ada, "Who wins the fight?");

        using var filed = await ada.PostAsJsonAsync($"/v1/turns/{turn}/appeal", new { reason = "It is a game." }, Cancel);
        using var again = await ada.PostAsJsonAsync($"/v1/turns/{turn}/appeal", new { reason = "Please." }, Cancel);
        using var notHers = await things.Client.GetAsync($"/v1/turns/{turn}/appeal", Cancel);
        var detail = await ReadAsync(things.Client, $"/v1/reviews/{review}");
        using var decided = await things.Client.PostAsJsonAsync(
            $"/v1/reviews/{review}/decision",
            new { decision = "allow", reason = "fiction", reply = "You were right.", effect = new { kind = "threshold", category = "violence", block_at = .95 } },
            Cancel);
        using var late = await things.Client.PostAsJsonAsync($"/v1/reviews/{review}/decision", new { decision = "block", reason = "no" }, Cancel);
        var outcome = await ReadAsync(ada, $"/v1/turns/{turn}/appeal");

        Assert.Equal(
            [HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.OK, HttpStatusCode.Conflict],
            new[] { filed, again, notHers, decided, late }.Select(answer => answer.StatusCode));
        Assert.Equal("It is a game.", detail.GetProperty("appeal").GetString());
        Assert.Equal("Who wins the fight?", detail.GetProperty("texts")[0].GetProperty("text").GetString());
        Assert.Equal(("decided", "allow", "You were right."), (Text(outcome, "state"), Text(outcome, "outcome"), Text(outcome, "reply")));
        var problem = await late.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal("already_decided", Text(problem, "code"));
        Assert.StartsWith("key_", Text(problem, "decided_by"), StringComparison.Ordinal);
        var changed = Text(await decided.Content.ReadFromJsonAsync<JsonElement>(Cancel), "changed_policy_id");
        var policy = await ReadAsync(things.Client, $"/v1/policies/{changed}");
        Assert.Equal(.95, policy.GetProperty("policy").GetProperty("categories").GetProperty("violence").GetProperty("block_at").GetDouble());
    }

    [Fact]
    public async Task Examples_are_kept_by_agreement_and_exported_a_line_each()
    {
        using var eve = things.Server.NewClient(things.Server.Key, "eve");
        await things.Client.PutAsJsonAsync("/v1/training-examples/settings", new { collects = true }, Cancel);
        foreach (var (text, decision) in new[] { ("Wo ist der Süden?", "allow"), ("Zwei\nZeilen", "block") })
        {
            var (_, review) = await PlantAsync(eve, text);
            await things.Client.PostAsJsonAsync($"/v1/reviews/{review}/decision", new { decision, reason = "so it is" }, Cancel);
        }

        await things.Client.PutAsJsonAsync("/v1/training-examples/settings", new { collects = false }, Cancel);
        var lines = (await things.Client.GetStringAsync("/v1/training-examples/export", Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(
            [("Zwei\nZeilen", "block"), ("Wo ist der Süden?", "allow")],
            lines.Select(line => JsonElement.Parse(line)).Select(line => (Text(line, "text")!, Text(line, "label")!)));
        Assert.Contains("Süden", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Findings_are_listed_and_counted_without_a_text()
    {
        using var max = things.Server.NewClient(things.Server.Key, "max");
        await PlantAsync(max, "zorbtext", kind: GuardAction.Review);

        var listed = await things.Client.GetStringAsync("/v1/findings?kind=violence&action=review&source=user", Cancel);
        var days = await ReadAsync(things.Client, "/v1/findings/days?action=review&guard=harm");
        using var backwards = await things.Client.GetAsync("/v1/findings?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", Cancel);
        using var notAllowed = await max.GetAsync("/v1/findings", Cancel);

        Assert.Single(JsonElement.Parse(listed).GetProperty("data").EnumerateArray());
        Assert.DoesNotContain("zorbtext", listed, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(days.GetProperty("data").EnumerateArray()).GetProperty("times").GetInt64());
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Forbidden), (backwards.StatusCode, notAllowed.StatusCode));
    }

    private async Task<(string Turn, string Review)> PlantAsync(HttpClient who, string text, GuardAction kind = GuardAction.Block)
    {
        using var made = await who.PostAsJsonAsync("/v1/conversations", new { title = "x" }, Cancel);
        var conversation = Text(await made.Content.ReadFromJsonAsync<JsonElement>(Cancel), "id")!;
        using var asked = await who.PostAsJsonAsync($"/v1/conversations/{conversation}/turns", new { message = "Hello.", retrieval = false, response = new { stream = false } }, Cancel);
        var turn = Text(await asked.Content.ReadFromJsonAsync<JsonElement>(Cancel), "turn_id")!;
        return (turn, await PlantedReview.AddAsync(things.Server, things.Client, who, conversation, turn, text, kind));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static async Task<JsonElement> ReadAsync(HttpClient who, string path) => JsonElement.Parse(await who.GetStringAsync(path, Cancel));
}
