using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Parley.Server.Tests.BadInput;

namespace Parley.Server.Tests.Fuzz;

/// <summary>
/// Every operation of the running server's description, with requests that chance made. <c>PARLEY_FUZZ_SEED</c> and
/// <c>PARLEY_FUZZ_REQUESTS</c> make it another run, and a longer one.
/// </summary>
public sealed class FuzzTests(Things things, ITestOutputHelper output) : IClassFixture<Things>
{
    private const int DefaultRequests = 2_000;
    private const int Round = 500;
    private const long MostHeap = 256L << 20;

    [Fact]
    public async Task Whatever_is_sent_the_server_answers_in_time_without_a_fault_and_keeps_little_of_it()
    {
        var (seed, count) = (Read("PARLEY_FUZZ_SEED") ?? Random.Shared.Next(1, 1_000_000), Read("PARLEY_FUZZ_REQUESTS") ?? DefaultRequests);
        var stopped = TestContext.Current.CancellationToken;
        output.WriteLine($"fuzz: seed {seed}, {count} requests");
        var api = new ApiOperations(JsonElement.Parse(await things.Client.GetStringAsync("/openapi/v1.json", stopped)));
        string[] known =
        [
            things.Conversation, things.Turn, things.Document, things.ApiKey, things.User, things.Group, things.Tenant, things.Budget, Things.Namespace, "extractive",
        ];
        using var client = things.Server.NewClient(null);
        var run = new FuzzRun(client, things.Server.Key, new(api, BodyShapes.Of(things), known, seed));
        await run.SendAsync(0, Math.Min(Round, count), stopped);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var sent = Round; sent < count; sent += Round)
        {
            await CalmAsync(known);
            await run.SendAsync(sent, Math.Min(Round, count - sent), stopped);
        }

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Tell(run, grown);

        Assert.True(run.Complaints.IsEmpty, $"seed {seed}: {run.Complaints.Count} complaints\n{string.Join('\n', run.Complaints.Take(20))}");
        Assert.Equal(api.All.Count, run.Operations.Count);
        Assert.True(run.Statuses.Where(status => status.Key < 300).Sum(status => status.Value) > count / 20, "too few were taken for the others to mean much");
        Assert.InRange(grown, long.MinValue, MostHeap);
        Assert.True((await things.Client.GetAsync("/v1/me", stopped)).IsSuccessStatusCode);
    }

    /// <summary>Takes back what would refuse everything after it, budgets and plans, and makes anew what chance may have erased.</summary>
    private async Task CalmAsync(string[] known)
    {
        var budgets = JsonElement.Parse(await things.Client.GetStringAsync("/v1/budgets?limit=200")).GetProperty("data");
        foreach (var budget in budgets.EnumerateArray())
        {
            using var gone = await things.Client.DeleteAsync($"/v1/budgets/{budget.GetProperty("id").GetString()}");
        }

        using var plan = await things.Client.PutAsync(
            $"/v1/tenants/{things.Tenant}/plan", new StringContent("""{"plan": "enterprise"}""", System.Text.Encoding.UTF8, "application/json"));
        known[0] = await MakeAsync("/v1/conversations", new { title = "Kept" }, "id") ?? known[0];
        known[1] = await MakeAsync($"/v1/conversations/{known[0]}/turns", new { message = "Hello.", response = new { stream = false } }, "turn_id") ?? known[1];
        known[2] = await MakeAsync($"/v1/knowledge/{Things.Namespace}/documents", new { text = "Kept." }, "document", "id") ?? known[2];
    }

    /// <returns>Null when it was refused, which chance may have brought about, too.</returns>
    private async Task<string?> MakeAsync(string path, object body, params string[] id)
    {
        using var response = await things.Client.PostAsJsonAsync(path, body);
        return response.IsSuccessStatusCode
            ? id.Aggregate(JsonElement.Parse(await response.Content.ReadAsStringAsync()), (made, name) => made.GetProperty(name)).GetString()
            : null;
    }

    private void Tell(FuzzRun run, long grown)
    {
        output.WriteLine($"operations {run.Operations.Count}; heap grown by {grown >> 20} MiB; complaints {run.Complaints.Count}");
        output.WriteLine("statuses " + string.Join(", ", run.Statuses.OrderBy(status => status.Key).Select(status => $"{status.Key}: {status.Value}")));
        output.WriteLine("unanswered " + string.Join(", ", run.Unanswered.Select(one => $"{one.Key}: {one.Value}")));
        output.WriteLine("kinds " + string.Join(", ", run.Kinds.OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Key}: {kind.Value}")));
    }

    private static int? Read(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
