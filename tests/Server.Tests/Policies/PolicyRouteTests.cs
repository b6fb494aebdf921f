using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Parley.TestKit;

namespace Parley.Server.Tests.Policies;

/// <summary>Policies from outside: their own tests, trials on what was said, and what cannot be.</summary>
public sealed class PolicyRouteTests(PolicyServer fixture) : IClassFixture<PolicyServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private HttpClient Client => fixture.Client;

    [Fact]
    public async Task A_policy_whose_own_tests_fail_is_saved_only_by_force()
    {
        var policy = new { policy = new { name = "p", assistant = "cases", deny = new[] { new { name = "rivals", terms = new[] { "Globex" } } }, cases = new[] { new { text = "Globex?", expect = "allow" } } } };

        using var refused = await Client.PostAsJsonAsync("/v1/policies", policy, Cancel);
        using var forced = await Client.PostAsJsonAsync("/v1/policies?force=true", policy, Cancel);
        using var tried = await Client.PostAsJsonAsync("/v1/policies/test", policy, Cancel);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("policy_cases_failed", problem.GetProperty("code").GetString());
        Assert.Equal("It expects allow, and the policy says block.", problem.GetProperty("errors").GetProperty("policy.cases[0].expect")[0].GetString());
        Assert.Equal(HttpStatusCode.Created, forced.StatusCode);
        var report = JsonElement.Parse(await tried.Content.ReadAsStringAsync(Cancel));
        Assert.Equal((0, 1, "block"), (report.GetProperty("passed").GetInt32(), report.GetProperty("failed").GetInt32(), report.GetProperty("data")[0].GetProperty("actual").GetString()));
        var id = JsonElement.Parse(await forced.Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetString();
        using var kept = await Client.PostAsJsonAsync($"/v1/policies/{id}/test", new { }, Cancel);
        Assert.Equal(1, JsonElement.Parse(await kept.Content.ReadAsStringAsync(Cancel)).GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task A_dry_run_is_worked_off_beside_and_its_report_read_when_it_is_done()
    {
        using var made = await Client.PostAsJsonAsync("/v1/conversations", new { }, Cancel);
        var conversation = JsonElement.Parse(await made.Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetString();
        using var turn = await Client.PostAsJsonAsync($"/v1/conversations/{conversation}/turns", new { message = "Is Globex cheaper?", response = new { stream = false } }, Cancel);
        using var policy = await Client.PostAsJsonAsync("/v1/policies", new { policy = new { name = "p" } }, Cancel);
        var id = JsonElement.Parse(await policy.Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetString();

        using var begun = await Client.PostAsJsonAsync($"/v1/policies/{id}/dry-run", new { source = "user", policy = new { name = "p", deny = new[] { new { name = "rivals", terms = new[] { "Globex" } } } } }, Cancel);

        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        var run = default(JsonElement);
        await Poll.UntilAsync(
            async () => (run = await Client.GetFromJsonAsync<JsonElement>(begun.Headers.Location, Cancel)).GetProperty("state").GetString() == "done", "the dry run was done");
        Assert.Equal(1, run.GetProperty("report").GetProperty("draft").GetProperty("block").GetInt32());
        Assert.Equal("Is Globex cheaper?", run.GetProperty("report").GetProperty("examples")[0].GetProperty("excerpt").GetString());
        Assert.Equal("term", run.GetProperty("report").GetProperty("guards")[0].GetProperty("guard").GetString());
        var listed = await Client.GetFromJsonAsync<JsonElement>($"/v1/policies/{id}/dry-runs", Cancel);
        Assert.Equal("done", listed.GetProperty("data")[0].GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("""{"policy": {"name": "p", "injection": {"block_at": "NaN"}}}""")]
    [InlineData("""{"policy": {"name": "p", "injection": {"block_at": 1e400}}}""")]
    [InlineData("""{"policy": {"name": "p", "injection": {"block_at": 1.1}}}""")]
    [InlineData("""{"policy": {"name": "p", "topics": [{"name": "t", "examples": ["x"], "at": -0.1}]}}""")]
    [InlineData("""{"policy": {"name": "p", "off_topic": "block"}}""")]
    [InlineData("""{"policy": {"name": "p", "off_topic": "perhaps"}}""")]
    [InlineData("""{"policy": {"name": "p", "provider": {"ask": true, "on_failure": "ajar"}}}""")]
    [InlineData("""{"policy": {"name": "p", "deny": [{"name": "d", "terms": ["x"]}], "allow": ["X"]}}""")]
    [InlineData("""{"policy": {"name": "p", "patterns": [{"name": "e", "expression": "(x+x+)+y\\1"}]}}""")]
    [InlineData("""{"policy": {"name": "\ud800"}}""")]
    public async Task A_policy_that_cannot_be_is_refused_with_the_remedy(string body)
    {
        using var refused = await Client.PostAsync("/v1/policies", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
    }

    [Theory]
    [InlineData("""{"policy": {"name": "p", "refusals": {"de": "Nein.", "de": "Lieber nicht."}}}""", "'de' stands twice in one object; leave one of them out.")]
    [InlineData("""{"policy": {"name": "p", "refusals": {"de": "Nein.", "\u0064e": "Lieber nicht."}}}""", "'de' stands twice in one object; leave one of them out.")]
    [InlineData("""{"policy": {"name": "p", "refusals": {"de": "Nein.", "DE": "Lieber nicht."}}}""", "'DE' is no language here")]
    public async Task A_language_has_one_refusal(string body, string says)
    {
        foreach (var path in (string[])["/v1/policies", "/v1/policies/test"])
        {
            using var refused = await Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);

            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains(says, JsonElement.Parse(await refused.Content.ReadAsStringAsync(Cancel)).GetProperty("errors").ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Versions_come_in_pages_over_the_wire()
    {
        using var made = await Client.PostAsJsonAsync("/v1/policies", new { policy = new { name = "p", assistant = "paged" } }, Cancel);
        var id = JsonElement.Parse(await made.Content.ReadAsStringAsync(Cancel)).GetProperty("id").GetString();
        using var changed = await Client.PutAsJsonAsync($"/v1/policies/{id}", new { policy = new { name = "q", assistant = "paged" } }, Cancel);

        var first = await Client.GetFromJsonAsync<JsonElement>($"/v1/policies/{id}/versions?limit=1", Cancel);
        var second = await Client.GetFromJsonAsync<JsonElement>($"/v1/policies/{id}/versions?limit=1&cursor={first.GetProperty("next_cursor").GetString()}", Cancel);
        using var wrong = await Client.GetAsync($"/v1/policies/{id}/versions?cursor=x", Cancel);

        Assert.Equal((2, 1), (first.GetProperty("data")[0].GetProperty("version").GetInt32(), second.GetProperty("data")[0].GetProperty("version").GetInt32()));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task A_list_of_a_megabyte_is_refused_or_taken_and_never_breaks_anything()
    {
        var terms = Enumerable.Range(0, 60_000).Select(number => $"term number {number}").ToArray();

        using var tooMany = await Client.PostAsJsonAsync("/v1/policies/test", new { policy = new { name = "p", deny = new[] { new { name = "d", terms } } } }, Cancel);
        using var most = await Client.PostAsJsonAsync(
            "/v1/policies/test", new { policy = new { name = "p", deny = new[] { new { name = "d", terms = terms[..5_000] } }, cases = new[] { new { text = "This is term number 77 of many.", expect = "block" } } } }, Cancel);

        Assert.True(tooMany.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, $"{tooMany.StatusCode}");
        Assert.Equal(1, JsonElement.Parse(await most.Content.ReadAsStringAsync(Cancel)).GetProperty("passed").GetInt32());
    }

    [Fact]
    public async Task A_megabyte_of_text_and_half_signs_are_judged_and_redacted()
    {
        foreach (var text in (string[])[new('a', 1_000_000), string.Concat(Enumerable.Repeat("ab@", 300_000)), string.Concat(Enumerable.Repeat("4111 ", 200_000))])
        {
            using var judged = await Client.PostAsJsonAsync("/v1/moderations", new { input = text }, Cancel);
            using var redacted = await Client.PostAsJsonAsync("/v1/safety/redact", new { text, policy = "strict" }, Cancel);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (judged.StatusCode, redacted.StatusCode));
        }

        foreach (var (path, body) in ((string, string)[])[("/v1/moderations", """{"input": "\ud800 \udc00"}"""), ("/v1/safety/redact", """{"text": "\ud800 \udc00"}""")])
        {
            using var answer = await Client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode}");
        }
    }
}

public sealed class PolicyServer : IAsyncLifetime
{
    private InProcessServer _server = null!;

    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await InProcessServer.StartAsync();
        Client = _server.NewClient(_server.Key);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
    }
}
