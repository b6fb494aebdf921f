using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>Plans, budgets, limits and usage over HTTP.</summary>
public abstract class BudgetRouteSuite(DatabaseKind kind) : HttpSuite(kind)
{
    [Fact]
    public async Task A_budget_is_made_read_back_changed_and_removed()
    {
        var made = await Operator.PostAsync(
            "/v1/budgets", new { scope = new { kind = "tenant" }, unit = "money", limit = "12.5", window = "month", soft_at = "10" }, 201);
        var path = $"/v1/budgets/{made.Text("id")}";

        Assert.Equal(
            "tenant money 12.5 month 10 0 0 2026-02-01T00:00:00+00:00",
            string.Join(' ', made["scope"]!.Text("kind"), made.Text("unit"), Json(made, "limit"), made.Text("window"), Json(made, "soft_at"),
                Json(made, "spent"), Json(made, "reserved"), Json(made, "resets_at")));
        var changed = await Answers.ReadAsync(await Operator.PatchAsync(path, new StringContent("""{"limit": "9"}""", null, "application/json")));
        Assert.Equal(("9", "9"), (changed.Text("limit"), changed.Text("soft_at")));
        Assert.Equal("9", (await Operator.GetAsync(path, 200)).Text("limit"));
        Assert.Single((await Operator.GetAsync("/v1/budgets", 200))["data"]!.AsArray());
        await Answers.ReadAsync(await Operator.DeleteAsync(new Uri(path, UriKind.Relative)), 204);
        await Operator.GetAsync(path, 404);
        await Answers.ReadAsync(await Operator.DeleteAsync(new Uri(path, UriKind.Relative)), 404);
        var trail = await Operator.GetAsync("/v1/audit?action=budget", 200);
        Assert.Equal(["budget.changed", "budget.made", "budget.removed"], trail["data"]!.AsArray().Select(told => told!.Text("action")).Order());
    }

    [Fact]
    public async Task What_makes_no_sense_makes_no_budget()
    {
        string[] bodies =
        [
            """{"scope": {"kind": "planet"}, "unit": "tokens", "limit": 1, "window": "day"}""",
            """{"scope": {"kind": "user", "id": "user_nobody"}, "unit": "tokens", "limit": 1, "window": "day"}""",
            """{"scope": {"kind": "key", "id": "key_none"}, "unit": "tokens", "limit": 1, "window": "day"}""",
            """{"scope": {"kind": "group", "id": "group_none"}, "unit": "tokens", "limit": 1, "window": "day"}""",
            """{"scope": {"kind": "tenant", "id": "tenant_other"}, "unit": "tokens", "limit": 1, "window": "day"}""",
            """{"scope": {"kind": "tenant"}, "unit": "words", "limit": 1, "window": "day"}""",
            """{"scope": {"kind": "tenant"}, "unit": "tokens", "limit": 0, "window": "day"}""",
            """{"scope": {"kind": "tenant"}, "unit": "tokens", "limit": 1.5, "window": "day"}""",
            """{"scope": {"kind": "tenant"}, "unit": "tokens", "limit": "1", "window": "day"}""",
            """{"scope": {"kind": "tenant"}, "unit": "money", "limit": 1, "window": "day"}""",
            """{"scope": {"kind": "tenant"}, "unit": "money", "limit": "-1", "window": "day"}""",
            """{"scope": {"kind": "tenant"}, "unit": "tokens", "limit": 1, "window": "week"}""",
            """{"scope": {"kind": "tenant"}, "unit": "tokens", "limit": 5, "window": "day", "soft_at": 6}""",
        ];
        foreach (var body in bodies)
        {
            using var answer = await Operator.PostAsync(new Uri("/v1/budgets", UriKind.Relative), new StringContent(body, null, "application/json"));
            Assert.True((int)answer.StatusCode == 400, $"{(int)answer.StatusCode}: {body}");
        }

        Assert.Empty((await Operator.GetAsync("/v1/budgets", 200))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_budget_of_a_person_counts_what_that_persons_key_uses()
    {
        var me = await Operator.GetAsync("/v1/me", 200);
        await Operator.PostAsync(
            "/v1/budgets", new { scope = new { kind = "user", id = me["user"]!.Text("id") }, unit = "tokens", limit = 1000, window = "day" }, 201);
        var subject = await SubjectAsync(me["user"]!.Text("id"));
        await UseAsync(subject, tokens: 400, cost: 5);

        var seen = Assert.Single((await Operator.GetAsync("/v1/limits", 200))["budgets"]!.AsArray())!;

        Assert.Equal("400", Json(seen, "spent"));
        Assert.Equal(me["user"]!.Text("id"), seen["scope"]!.Text("id"));
    }

    [Fact]
    public async Task Limits_tell_the_caller_what_is_left_and_an_end_user_nothing_of_the_tenants_budgets()
    {
        await Operator.PostAsync("/v1/budgets", new { scope = new { kind = "tenant" }, unit = "tokens", limit = 1000, window = "day" }, 201);
        var owners = await Operator.GetAsync("/v1/limits", 200);
        Assert.Equal(("enterprise", "null", "0"), (owners.Text("plan"), Json(owners["messages"]!, "limit"), Json(owners["messages"]!, "used")));
        Assert.Equal("20", Json(owners["streams"]!, "limit"));
        Assert.Single(owners["budgets"]!.AsArray());

        using var ada = App.NewClient(TestApp.EnvironmentKey, endUser: "ada");
        Assert.Empty((await ada.GetAsync("/v1/limits", 200))["budgets"]!.AsArray());
    }

    [Fact]
    public async Task Plans_are_seen_by_all_and_changed_by_the_platform_alone()
    {
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "bo@example.com", plan = "free" }, 201);
        var tenant = made["tenant"]!.Text("id");
        using var bolt = App.NewClient(made.Text("api_key"));

        Assert.Equal(["free", "pro", "enterprise"], (await bolt.GetAsync("/v1/plans", 200))["data"]!.AsArray().Select(plan => plan!.Text("name")));
        await bolt.PutAsync("/v1/plans/free", new { messages_per_day = 1_000_000 }, 403);
        await bolt.PutAsync($"/v1/tenants/{tenant}/plan", new { plan = "enterprise" }, 403);
        await Operator.PutAsync("/v1/plans/gold", new { messages_per_day = 5_000, streams_per_user = 50 });
        await Operator.PutAsync($"/v1/tenants/{tenant}/plan", new { plan = "lead" }, 400);
        await Operator.PutAsync("/v1/tenants/tenant_none/plan", new { plan = "gold" }, 404);
        var now = await Operator.PutAsync($"/v1/tenants/{tenant}/plan", new { plan = "gold", messages_per_day = 7 });

        Assert.Equal(("7", "50"), (Json(now, "messages_per_day"), Json(now, "streams_per_user")));
        var limits = await bolt.GetAsync("/v1/limits", 200);
        Assert.Equal(("gold", "7", "50"), (limits.Text("plan"), Json(limits["messages"]!, "limit"), Json(limits["streams"]!, "limit")));
        Assert.Equal("gold", (await bolt.GetAsync("/v1/me", 200))["tenant"]!.Text("plan"));
        var told = Assert.Single((await bolt.GetAsync("/v1/audit?action=tenant.plan_changed", 200))["data"]!.AsArray())!;
        Assert.Equal(("platform", null), (told["actor"]!.Text("kind"), told["actor"]!["id"]?.ToString()));
        await Operator.PutAsync("/v1/plans/bad%20name", new { }, 400);
        await Operator.PutAsync("/v1/plans/zero", new { messages_per_day = 0 }, 400);
    }

    [Fact]
    public async Task Usage_is_summed_up_by_day_model_and_user()
    {
        var subject = await SubjectAsync((await Operator.GetAsync("/v1/me", 200))["user"]!.Text("id"));
        await UseAsync(subject, tokens: 100, cost: 10);
        Time.Advance(TimeSpan.FromDays(1));
        await UseAsync(subject, tokens: 30, cost: 2, model: "small");
        await UseAsync(new("sub_end"), tokens: 1, cost: 1);

        var days = await Operator.GetAsync("/v1/usage", 200);
        Assert.Equal(["2026-01-03 2 31 0.000003", "2026-01-02 1 100 0.00001"], Sums(days));
        Assert.Equal(("3", "131", "0.000013"), (Json(days["total"]!, "calls"), Json(days["total"]!, "input_tokens"), Json(days["total"]!, "cost")));
        Assert.Equal(["m 2 101 0.000011", "small 1 30 0.000002"], Sums(await Operator.GetAsync("/v1/usage?group_by=model", 200)));
        Assert.Equal(["2 130", "1 1"], Sums(await Operator.GetAsync("/v1/usage?group_by=user", 200)).Select(sum => string.Join(' ', sum.Split(' ')[1..3])));
        Assert.Equal(["2026-01-02 1 100 0.00001"], Sums(await Operator.GetAsync("/v1/usage?from=2026-01-02T00:00:00Z&to=2026-01-03T00:00:00Z", 200)));
        await Operator.GetAsync("/v1/usage?group_by=colour", 400);
        await Operator.GetAsync("/v1/usage?from=2026-01-03T00:00:00Z&to=2026-01-03T00:00:00Z", 400);
        using var ada = App.NewClient(TestApp.EnvironmentKey, endUser: "ada");
        await ada.GetAsync("/v1/usage", 403);
        await ada.GetAsync("/v1/budgets", 403);
    }

    private static IEnumerable<string> Sums(JsonNode usage) => usage["data"]!.AsArray()
        .Select(sum => $"{sum!.Text("group")} {Json(sum!, "calls")} {Json(sum!, "input_tokens")} {Json(sum!, "cost")}");

    private static string Json(JsonNode node, string name) => node[name]?.ToString() ?? "null";

    private TenantScope Tenant => App.Ready.DefaultTenant;

    private async Task<SubjectId> SubjectAsync(string user)
    {
        await using var connection = await Database.Tenants.OpenAsync(Tenant);
        return new((await connection.ScalarAsync<string>("select subject_id from users where tenant_id = @tenant and id = @user", new { user }))!);
    }

    private async Task UseAsync(SubjectId subject, long tokens, long cost, string model = "m")
    {
        var ledger = App.Services.GetRequiredService<Ledger>();
        var call = await ledger.ReserveAsync(Tenant, new()
        {
            Subject = subject,
            Purpose = "chat",
            Deployment = "d",
            Model = model,
            WorstCase = new(cost),
            WorstCaseTokens = tokens,
        });
        await ledger.SettleAsync(call, new() { InputTokens = tokens, Cost = new(cost), Outcome = "completed" });
    }
}

public sealed class SqliteBudgetRoutes() : BudgetRouteSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlBudgetRoutes() : BudgetRouteSuite(DatabaseKind.PostgreSql);
