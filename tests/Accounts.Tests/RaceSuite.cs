using System.Net;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>Changes that meet each other on their way.</summary>
public abstract class RaceSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private TenantScope Here => App.Ready.DefaultTenant;

    [Fact]
    public async Task Of_those_who_take_an_address_at_once_one_gets_it()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Operator.PostAsJsonAsync("/v1/users", new { email = "bo@example.com", role = "member" })));

        Assert.Equal(1, answers.Count(answer => answer.StatusCode == HttpStatusCode.Created));
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task New_credentials_bring_back_no_role_that_was_taken_and_no_account_that_was_shut()
    {
        var id = new UserId((await Operator.PostAsync("/v1/users", new { email = "bo@example.com", role = "admin" }, 201)).Text("id"));
        await ChangeAsync(id, new { role = "member" });
        Assert.True(await GiveAsync(id));
        Assert.Equal("member", (await Operator.GetAsync($"/v1/users/{id}", 200)).Text("role"));

        await ChangeAsync(id, new { disabled = true });
        Assert.False(await GiveAsync(id));
    }

    [Fact]
    public async Task Of_rotations_at_once_the_last_leaves_the_only_secret()
    {
        var made = await Operator.PostAsync("/v1/api-keys", new { name = "ci" }, 201);
        var rotated = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Operator.PostAsync($"/v1/api-keys/{made.Text("id")}/rotate", new { })));

        var alive = 0;
        foreach (var key in rotated.Append(made).Select(answer => answer.Text("key")))
        {
            using var client = App.NewClient(key);
            using var me = await client.GetAsync(new Uri("/v1/me", UriKind.Relative));
            alive += me.IsSuccessStatusCode ? 1 : 0;
        }

        Assert.Equal(1, alive);
    }

    [Fact]
    public async Task Limit_and_soft_limit_of_a_budget_are_changed_at_once()
    {
        var path = $"/v1/budgets/{(await Operator.PostAsync("/v1/budgets", new { scope = new { kind = "tenant" }, unit = "tokens", limit = 100, window = "day", soft_at = 1 }, 201)).Text("id")}";
        for (var round = 1; round <= 8; round++)
        {
            var answers = await Task.WhenAll(
                Operator.PatchAsJsonAsync(path, new { limit = 100 + round }), Operator.PatchAsJsonAsync(path, new { soft_at = 1 + round }));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
            var shown = await Operator.GetAsync(path, 200);
            Assert.Equal((100 + round, 1 + round), (shown["limit"]!.GetValue<int>(), shown["soft_at"]!.GetValue<int>()));
        }
    }

    [Fact]
    public async Task Nodes_that_start_at_once_set_up_one_environment_key()
    {
        await Database.Tenants.WriteAsync(Here, connection => connection.ExecuteAsync("delete from api_keys where tenant_id = @tenant"));
        await Database.System.WriteAsync(connection => connection.ExecuteAsync("delete from sys_api_keys"));
        var owner = await FirstOwner.FindAsync(Database.Tenants, Here, default);
        var key = App.Services.GetRequiredService<EnvironmentKey>();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => key.ApplyAsync(Here, new(owner!.Id), TestApp.EnvironmentKey, default)));

        Assert.Single((await Operator.GetAsync("/v1/api-keys", 200))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_second_factor_is_turned_on_with_the_secret_whose_code_was_shown()
    {
        var (users, factors) = (App.Services.GetRequiredService<UserStore>(), App.Services.GetRequiredService<SecondFactors>());
        var id = (await FirstOwner.FindAsync(Database.Tenants, Here, default))!.Id;
        var scanned = await factors.EnrolAsync(Here, (await users.FindAsync(Here, new(id), default))!, default);
        var seen = (await users.FindAsync(Here, new(id), default))!;
        await factors.EnrolAsync(Here, seen, default);

        var code = Totp.Code(scanned, Totp.StepOf(Time.GetUtcNow()));
        await Assert.ThrowsAsync<RefusedException>(() => factors.ConfirmAsync(Here, seen, code, Actor.System, default));
        Assert.Null((await factors.StateAsync(Here, new(id), default)).Since);
    }

    private Task<bool> GiveAsync(UserId id) => Database.Tenants.WriteAsync(
        Here, connection => UserStore.UpdateAsync(connection, id, role: null, new(null, null, null, "a hash")));

    private async Task ChangeAsync(UserId id, object change)
    {
        using var answer = await Operator.PatchAsJsonAsync($"/v1/users/{id}", change);
        await Answers.ReadAsync(answer);
    }
}

public sealed class SqliteRaces() : RaceSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlRaces() : RaceSuite(DatabaseKind.PostgreSql);
