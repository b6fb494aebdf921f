using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

public abstract class AuditSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private AuditTrail Trail => App.Services.GetRequiredService<AuditTrail>();

    [Fact]
    public async Task What_is_done_with_keys_is_told_with_who_did_it()
    {
        var me = await Operator.GetAsync("/v1/api-keys", 200);
        var key = (await Operator.PostAsync("/v1/api-keys", new { name = "secret name", scopes = new[] { "chat" } }, 201)).Text("id");
        await Operator.PostAsync($"/v1/api-keys/{key}/rotate", new { overlap_hours = 2 });
        await Operator.DeleteAsync(new Uri($"/v1/api-keys/{key}", UriKind.Relative));

        var events = await EventsAsync($"?target={key}");
        Assert.Equal(["api_key.made", "api_key.revoked", "api_key.rotated"], events.Select(told => told.Text("action")).Order());
        Assert.All(events, told =>
        {
            Assert.Equal(("key", me["data"]![0]!.Text("id")), (told["actor"]!.Text("kind"), told["actor"]!.Text("id")));
            Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), told["at"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds());
            Assert.Matches("^[0-9a-f]{16}$", told.Text("origin"));
            Assert.DoesNotContain("secret name", told["detail"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal("secret name", told["names"]!.Text(key));
        });
        Assert.Equal("chat", events.Single(told => told.Text("action") == "api_key.made")["detail"]!.Text("scopes"));
    }

    [Fact]
    public async Task Reading_the_trail_is_told_too()
    {
        await EventsAsync("?action=api_key");

        var read = Assert.Single(await EventsAsync("?action=audit.read"));
        Assert.Equal("api_key", read["detail"]!.Text("action"));
    }

    [Fact]
    public async Task The_trail_is_filtered_and_comes_in_pages()
    {
        for (var i = 0; i < 5; i++)
        {
            await Trail.RecordAsync(App.Ready.DefaultTenant, new Actor("user", i == 0 ? "user_a" : "user_b"), i < 3 ? "group.made" : "groupie.made");
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(3, (await EventsAsync("?action=group")).Count);
        Assert.Empty(await EventsAsync("?action=grou"));
        Assert.Single(await EventsAsync("?actor=user_a"));
        var first = await Operator.GetAsync("/v1/audit?actor=user_b&limit=3", 200);
        var second = await Operator.GetAsync($"/v1/audit?actor=user_b&limit=3&cursor={first.Text("next_cursor")}", 200);
        Assert.Equal(4, first["data"]!.AsArray().Concat(second["data"]!.AsArray()).Select(told => told!.Text("id")).Distinct().Count());
        Assert.Null(second["next_cursor"]);
        await Operator.GetAsync("/v1/audit?action=%27%25", 400);
    }

    [Fact]
    public async Task The_trail_tells_the_names_of_who_is_still_there_and_of_nobody_elses()
    {
        var group = (await Operator.PostAsync("/v1/groups", new { name = "sailors" }, 201)).Text("id");
        var anna = (await Operator.PostAsync("/v1/users", new { email = "anna@example.com", name = "Anna", role = "member" }, 201)).Text("id");
        var bert = (await Operator.PostAsync("/v1/users", new { email = "bert@example.com", role = "member" }, 201)).Text("id");
        await Operator.PutAsync(new Uri($"/v1/groups/{group}/members/{anna}", UriKind.Relative), null);
        await Operator.PutAsync(new Uri($"/v1/groups/{group}/members/{bert}", UriKind.Relative), null);
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "bo@example.com" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));
        await Trail.RecordAsync(new TenantScope(new(made["tenant"]!.Text("id"))), new Actor("user", anna), "thing.done", group);

        var joined = await EventsAsync("?action=group.joined");
        var names = joined.SelectMany(told => told["names"]!.AsObject()).ToLookup(name => name.Key, name => name.Value!.GetValue<string>());
        Assert.Equal(("sailors", "Anna", "bert@example.com"), (names[group].First(), names[anna].First(), names[bert].First()));
        var elsewhere = (await bolt.GetAsync("/v1/audit?action=thing.done", 200))["data"]![0]!;
        Assert.Equal((anna, 0), (elsewhere["actor"]!.Text("id"), elsewhere["names"]!.AsObject().Count));

        await Operator.DeleteAsync(new Uri($"/v1/users/{anna}", UriKind.Relative));
        Assert.DoesNotContain("Anna", (await Operator.GetAsync("/v1/audit", 200)).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trail_is_read_from_one_moment_to_another()
    {
        var start = Time.GetUtcNow();
        for (var hour = 0; hour < 3; hour++)
        {
            await Trail.RecordAsync(App.Ready.DefaultTenant, Actor.System, "hour.struck", $"hour_{hour}");
            Time.Advance(TimeSpan.FromHours(1));
        }

        var told = await EventsAsync($"?action=hour&from={Uri.EscapeDataString($"{start.AddHours(1):O}")}&to={Uri.EscapeDataString($"{start.AddHours(2):O}")}");
        Assert.Equal("hour_1", Assert.Single(told).Text("target"));
        await Operator.GetAsync("/v1/audit?from=yesterday", 400);
    }

    [Fact]
    public async Task An_event_stands_or_falls_with_what_it_tells_of()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.Tenants.WriteAsync(
            App.Ready.DefaultTenant,
            async connection =>
            {
                await Trail.WriteAsync(connection, Actor.System, "thing.done");
                throw new InvalidOperationException("after it");
            }));

        Assert.Empty(await EventsAsync("?action=thing.done"));
    }

    [Fact]
    public async Task A_tenant_reads_its_own_trail_alone_and_is_not_told_who_made_it()
    {
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "bo@example.com" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));

        var told = Assert.Single((await bolt.GetAsync("/v1/audit", 200))["data"]!.AsArray())!;
        Assert.Equal(("tenant.made", "platform", null), (told.Text("action"), told["actor"]!.Text("kind"), told["actor"]!["id"]));
        Assert.Equal(made["tenant"]!.Text("id"), Assert.Single(await EventsAsync("?action=tenant.made")).Text("target"));
    }

    [Fact]
    public async Task Only_admins_with_the_scope_read_it()
    {
        using var chat = App.NewClient((await Operator.PostAsync("/v1/api-keys", new { name = "chat", scopes = new[] { "chat" } }, 201)).Text("key"));
        using var endUser = App.NewClient(TestApp.EnvironmentKey, "anna");

        await chat.GetAsync("/v1/audit", 403);
        await endUser.GetAsync("/v1/audit", 403);
        await App.Client.GetAsync("/v1/audit", 401);
    }

    private async Task<IReadOnlyList<JsonNode>> EventsAsync(string query) =>
        [.. (await Operator.GetAsync($"/v1/audit{query}", 200))["data"]!.AsArray().Select(told => told!)];
}

public sealed class SqliteAudit() : AuditSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlAudit() : AuditSuite(DatabaseKind.PostgreSql);
