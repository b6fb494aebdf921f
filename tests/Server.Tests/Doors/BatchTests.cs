using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Doors;
using Parley.Orchestration;
using Parley.TestKit;

namespace Parley.Server.Tests.Doors;

/// <summary>Batches on a running server: what a crash, the clock, a revoked key and a busy node make of them.</summary>
public sealed class BatchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_batch_goes_on_after_a_kill_and_asks_no_line_again_that_was_answered(string database)
    {
        await using var server = await ChatServer.StartAsync(
            database, new() { Tokens = 20, Rate = 50 }, ("Parley__Jobs__Lease", "00:00:02"), ("Parley__Jobs__Poll", "00:00:00.200"), ("Parley__Runs__LeaseSeconds", "2"));
        string[] ids = [.. Enumerable.Range(0, 12).Select(i => $"line-{i}-")];
        var batch = await server.Client.MakeBatchAsync(string.Join('\n', ids.Select(id => BatchRequests.Chat(id, $"Tell me of {id}"))));
        await Poll.UntilAsync(async () => (await server.Client.BatchAsync(batch)).Count("completed") >= 3, "some lines are answered");

        await server.Node.KillAsync();
        await server.Node.StartAgainAsync();
        var atStart = (await server.Client.BatchAsync(batch)).Count("completed");
        var end = await server.Client.EndOfBatchAsync(batch);

        Assert.Equal([], (await server.Client.LinesAsync(end, "error_file_id")).Select(line => line.GetRawText()));
        Assert.Equal(("completed", 12, 12, 0), (end.GetProperty("status").GetString(), end.Count("total"), end.Count("completed"), end.Count("failed")));
        var lines = await server.Client.LinesAsync(end, "output_file_id");
        Assert.Equal(ids, lines.Select(line => line.Id()));

        // Those under way at the kill, two at most, may have been asked again; each turn was begun once.
        var asked = ids.Count(id => server.ProviderRequests.All.Count(record => record.Body?.ToString().Contains(id, StringComparison.Ordinal) == true) == 1);
        Assert.InRange(asked, 10, 12);
        Assert.InRange(atStart, 3, 12);
        Assert.Equal(12, lines.Select(line => line.GetProperty("response").GetProperty("request_id").GetString()).Distinct().Count());
    }

    [Fact]
    public async Task A_batch_goes_on_after_a_restart_that_found_its_provider_away()
    {
        await using var server = await ChatServer.StartAsync(
            "sqlite", new() { Tokens = 20, Rate = 40 }, ("Parley__Jobs__Lease", "00:00:02"), ("Parley__Jobs__Poll", "00:00:00.200"),
            ("Parley__Models__ProbeEvery", "00:00:00.200"), ("Logging__LogLevel__Default", "Debug"));
        var batch = await server.Client.MakeBatchAsync(string.Join('\n', Enumerable.Range(0, 60).Select(i => BatchRequests.Chat($"{i}", $"Tell me {i}"))));
        await Poll.UntilAsync(async () => (await server.Client.BatchAsync(batch)).Count("completed") >= 1, "a line is answered");
        await server.Node.KillAsync();
        await server.StopProviderAsync();
        await server.Node.StartAgainAsync();

        using (var asked = await server.Client.PostAsJsonAsync(
            "/v1/chat/completions", new { model = "scripted", messages = new[] { new { role = "user", content = "Hello" } } }, Cancel))
        {
            var error = (await asked.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "provider_silent"), (asked.StatusCode, error.GetProperty("code").GetString()));
            Assert.Equal(TimeSpan.FromSeconds(5), asked.Headers.RetryAfter?.Delta);
        }

        await Poll.UntilAsync(() => server.Node.Log.All.Any(line => line.Contains("is tried again in 5 s: provider_silent", StringComparison.Ordinal)), "a line waits");
        await server.StartProviderAsync();
        var end = await server.Client.EndOfBatchAsync(batch);

        Assert.Equal([], (await server.Client.LinesAsync(end, "error_file_id")).Select(line => line.GetRawText()));
        Assert.Equal(("completed", 60), (end.GetProperty("status").GetString(), end.Count("completed")));
    }

    [Fact]
    public async Task A_line_that_is_asked_once_more_counts_once()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Tokens = 3 }, ("Logging__LogLevel__Default", "Debug"));
        using var budget = await server.Client.PostAsJsonAsync("/v1/budgets", new { scope = new { kind = "tenant" }, unit = "requests", limit = 1, window = "month" }, Cancel);
        Assert.Equal(HttpStatusCode.Created, budget.StatusCode);
        server.Scripts.Put(new(new() { Fault = "500" }, null, null));
        var batch = await server.Client.MakeBatchAsync(BatchRequests.Chat("line", "Tell me"));
        await Poll.UntilAsync(() => server.Node.Log.All.Any(line => line.Contains("is tried again in 2 s: provider_unavailable", StringComparison.Ordinal)), "the line waits");
        server.Scripts.Put(new(new(), null, null));

        var end = await server.Client.EndOfBatchAsync(batch);

        Assert.Equal([], (await server.Client.LinesAsync(end, "error_file_id")).Select(line => line.GetRawText()));
        Assert.Equal(("completed", 1), (end.GetProperty("status").GetString(), end.Count("completed")));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task A_long_file_of_any_line_ends_is_answered_line_by_line_and_seen_by_its_owner_alone(string database)
    {
        await using var server = await ChatServer.StartAsync(database, new(), ("Parley__Batches__LinesPerTenant", "8"));
        var lines = Enumerable.Range(0, 150).Select(i => BatchRequests.Embed($"e{i}", new string('x', 4_000) + i));

        var batch = await server.Client.MakeBatchAsync("\ufeff" + string.Join("\r\n\r\n", lines) + "\r\n", "/v1/embeddings");
        var end = await server.Client.EndOfBatchAsync(batch);

        Assert.Equal(("completed", 150), (end.GetProperty("status").GetString(), end.Count("completed")));
        Assert.Equal(Enumerable.Range(0, 150).Select(i => $"e{i}"), (await server.Client.LinesAsync(end, "output_file_id")).Select(line => line.Id()));

        using var other = server.Node.NewClient(server.Node.ApiKey);
        other.DefaultRequestHeaders.Add("Parley-End-User", "somebody");
        var id = end.GetProperty("id").GetString();
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v1/batches/{id}", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync($"/v1/batches/{id}/cancel", null, Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/v1/files/{end.GetProperty("output_file_id").GetString()}", Cancel)).StatusCode);
        Assert.Equal(0, (await other.GetFromJsonAsync<JsonElement>("/v1/batches", Cancel)).GetProperty("data").GetArrayLength());
        using var over = await server.Client.PostAsync($"/v1/batches/{id}/cancel", null, Cancel);
        Assert.Equal(HttpStatusCode.Conflict, over.StatusCode);
    }

    [Fact]
    public async Task What_is_not_begun_in_time_is_told_as_expired()
    {
        await using var server = await ChatServer.StartAsync(
            "sqlite", new() { Tokens = 40, Rate = 40 }, ("Parley__Batches__Window", "00:00:02"), ("Parley__Batches__LinesPerTenant", "1"));

        var batch = await server.Client.MakeBatchAsync(string.Join('\n', Enumerable.Range(0, 6).Select(i => BatchRequests.Chat($"{i}", $"Tell me {i}"))));
        var end = await server.Client.EndOfBatchAsync(batch);

        Assert.Equal("expired", end.GetProperty("status").GetString());
        var errors = await server.Client.LinesAsync(end, "error_file_id");
        Assert.Equal((end.Count("failed"), 6), (errors.Count, end.Count("failed") + end.Count("completed")));
        Assert.All(errors, line => Assert.Equal("batch_expired", line.GetProperty("error").GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_file_of_a_batch_outlives_one_that_no_message_has()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new(), ("Parley__Files__KeepUnattached", "00:00:04"), ("Parley__Jobs__Poll", "00:00:00.100"));
        var batch = await server.Client.MakeBatchAsync(BatchRequests.Embed("e", "x"), "/v1/embeddings");
        using var form = new MultipartFormDataContent { { new StringContent("Kept for no message."), "file", "plain.txt" } };
        using var made = await server.Client.PostAsync("/v1/files", form, Cancel);
        var plain = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetString();

        await Poll.UntilAsync(async () => (await server.Client.GetAsync($"/v1/files/{plain}", Cancel)).StatusCode == HttpStatusCode.NotFound, "the plain file is swept");

        using var kept = await server.Client.GetAsync($"/v1/files/{batch.GetProperty("input_file_id").GetString()}", Cancel);
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
    }

    [Fact]
    public async Task A_key_that_is_revoked_asks_nothing_more()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new() { Tokens = 20, Rate = 40 }, ("Parley__Batches__LinesPerTenant", "1"));
        using var made = await server.Client.PostAsJsonAsync("/v1/api-keys", new { name = "night", service = true, role = "member", scopes = new[] { "chat" } }, Cancel);
        var key = await made.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        using var client = server.Node.NewClient(key.GetProperty("key").GetString());
        using var watcher = server.Node.NewClient(server.Node.ApiKey);
        client.DefaultRequestHeaders.Add("Parley-End-User", "owl");
        watcher.DefaultRequestHeaders.Add("Parley-End-User", "owl");
        var batch = await client.MakeBatchAsync(string.Join('\n', Enumerable.Range(0, 60).Select(i => BatchRequests.Chat($"{i}", $"Tell me {i}"))));
        await Poll.UntilAsync(async () => (await client.BatchAsync(batch)).Count("completed") >= 1, "a line is answered");

        await server.Client.DeleteAsync($"/v1/api-keys/{key.GetProperty("id").GetString()}", Cancel);
        var end = await watcher.EndOfBatchAsync(batch);

        Assert.Equal(("completed", 60), (end.GetProperty("status").GetString(), end.Count("completed") + end.Count("failed")));
        Assert.Equal(end.Count("completed"), server.ProviderRequests.All.Count(record => record.Path == "/v1/chat/completions"));
        Assert.All(
            await watcher.LinesAsync(end, "error_file_id"),
            line => Assert.Equal((401, "invalid_api_key"), (
                line.GetProperty("response").GetProperty("status_code").GetInt32(),
                line.GetProperty("response").GetProperty("body").GetProperty("error").GetProperty("code").GetString())));
        Assert.InRange(end.Count("failed"), 1, 59);
    }

    [Fact]
    public async Task No_line_is_begun_while_others_keep_the_node_busy_or_all_places_are_taken()
    {
        var (runs, time) = (9, new FakeTime(DateTimeOffset.UnixEpoch));
        using var gate = new LineGate(new NodeLoad(() => runs), Options.Create(new BatchOptions { LinesPerNode = 2, GiveWayAbove = 8 }), time);

        var first = gate.EnterAsync(isTurn: true, Cancel);
        Assert.False(first.IsCompleted);
        runs = 8;
        time.Advance(TimeSpan.FromSeconds(1));
        var place = await first;

        // The lines' own turns keep nobody out.
        runs = 9;
        using var second = await gate.EnterAsync(isTurn: true, Cancel);
        var third = gate.EnterAsync(isTurn: true, Cancel);
        Assert.False(third.IsCompleted);
        place.Dispose();
        runs = 8;
        time.Advance(TimeSpan.FromSeconds(1));
        (await third).Dispose();

        // A line that needs no turn is none of those that the node is answering.
        using var embedding = await gate.EnterAsync(isTurn: false, Cancel);
        second.Dispose();
        runs = 9;
        Assert.False(gate.EnterAsync(isTurn: true, Cancel).IsCompleted);
    }

    [Fact]
    public async Task Answers_outlive_a_batch_whose_file_is_deleted()
    {
        await using var server = await ChatServer.StartAsync(
            "sqlite", new() { Tokens = 20, Rate = 40 }, ("Parley__Batches__LinesPerTenant", "1"), ("Parley__Jobs__Lease", "00:00:02"), ("Parley__Jobs__Poll", "00:00:00.200"));
        var batch = await server.Client.MakeBatchAsync(string.Join('\n', Enumerable.Range(0, 30).Select(i => BatchRequests.Chat($"{i}", $"Tell me {i}"))));
        await Poll.UntilAsync(async () => (await server.Client.BatchAsync(batch)).Count("completed") >= 1, "a line is answered");

        using var deleted = await server.Client.DeleteAsync($"/v1/files/{batch.GetProperty("input_file_id").GetString()}", Cancel);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        await server.Node.KillAsync();
        await server.Node.StartAgainAsync();
        var end = await server.Client.EndOfBatchAsync(batch);

        Assert.Equal(("failed", "file_deleted"), (
            end.GetProperty("status").GetString(), end.GetProperty("errors").GetProperty("data")[0].GetProperty("code").GetString()));
        Assert.InRange(end.Count("completed"), 1, 29);
        Assert.Equal(end.Count("completed"), (await server.Client.LinesAsync(end, "output_file_id")).Count);
    }

    [Fact]
    public async Task A_line_that_is_longer_than_a_request_may_be_fails_the_batch()
    {
        await using var server = await ChatServer.StartAsync("sqlite", new());

        var batch = await server.Client.MakeBatchAsync($"{BatchRequests.Embed("e", "x")}\n{BatchRequests.Embed("long", new string('x', 8 * 1024 * 1024))}\n", "/v1/embeddings");
        var end = await server.Client.EndOfBatchAsync(batch);

        var error = Assert.Single(end.GetProperty("errors").GetProperty("data").EnumerateArray());
        Assert.Equal(("failed", "line_too_long", 2), (
            end.GetProperty("status").GetString(), error.GetProperty("code").GetString(), error.GetProperty("line").GetInt32()));
    }
}
