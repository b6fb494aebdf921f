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
