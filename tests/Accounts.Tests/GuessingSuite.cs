using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

/// <summary>Somebody who tries and tries.</summary>
public abstract class GuessingSuite(DatabaseKind kind) : HttpSuite(kind)
{
    [Fact]
    public async Task Of_a_thousand_wrong_passwords_five_are_looked_at()
    {
        var answers = new List<HttpStatusCode>();
        for (var round = 0; round < 20; round++)
        {
            answers.AddRange((await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => App.SignInAsync(password: "wrong")))).Select(answer => answer.StatusCode));
        }

        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.Unauthorized));
        Assert.Equal(995, answers.Count(status => status == HttpStatusCode.TooManyRequests));

        // The right password does not get past the wait either, and does so after it.
        Assert.Equal(HttpStatusCode.TooManyRequests, (await App.SignInAsync()).StatusCode);
        Time.Advance(TimeSpan.FromSeconds(15));
        await Answers.ReadAsync(await App.SignInAsync());

        var told = await EventsAsync("user");
        Assert.Equal(4, told.Count(action => action == "user.sign_in_failed"));
        Assert.Equal(1, told.Count(action => action == "user.locked_out"));
    }

    [Fact]
    public async Task Wrong_guesses_are_told_with_a_reason_and_unknown_addresses_to_the_operator()
    {
        var tenant = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201);
        using var bolt = App.NewClient(tenant.Text("api_key"));
        await bolt.PostAsync("/v1/users", new { email = "y@bolt.example", role = "member", password = "long enough" }, 201);

        await Answers.ReadAsync(await App.SignInAsync("y@bolt.example", "wrong"), 401);
        await Answers.ReadAsync(await App.SignInAsync("nobody@example.com", "wrong"), 401);

        var theirs = Assert.Single((await bolt.GetAsync("/v1/audit?action=user.sign_in_failed", 200))["data"]!.AsArray())!;
        Assert.Equal(("wrong_password", "anonymous"), (theirs["detail"]!.Text("reason"), theirs["actor"]!.Text("kind")));
        var ours = Assert.Single((await Operator.GetAsync("/v1/audit?action=user.sign_in_failed", 200))["data"]!.AsArray())!;
        Assert.Equal(("unknown_address", null), (ours["detail"]!.Text("reason"), ours["target"]));
        Assert.DoesNotContain("nobody", ours.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sign_in_and_its_end_are_told()
    {
        var session = await Answers.ReadAsync(await App.SignInAsync());
        await App.Client.PostAsync("/v1/auth/refresh", new { refresh_token = session.Text("refresh_token") });
        Time.Advance(TimeSpan.FromSeconds(11));
        await App.Client.PostAsync("/v1/auth/refresh", new { refresh_token = session.Text("refresh_token") }, 401);

        Assert.Contains("user.signed_in", await EventsAsync("user"));
        Assert.Equal(["session.token_reused"], await EventsAsync("session"));
        var other = await Answers.ReadAsync(await App.SignInAsync());
        await App.Client.PostAsync("/v1/auth/logout", new { refresh_token = other.Text("refresh_token") }, 204);
        Assert.Contains("user.signed_out", await EventsAsync("user"));
    }

    [Fact]
    public async Task A_wrong_password_costs_one_check_for_nobody_and_for_the_disabled_as_for_somebody()
    {
        var id = (await Operator.PostAsync("/v1/users", new { email = "off@example.com", role = "member", password = "long enough" }, 201)).Text("id");
        await Operator.PatchAsync(new Uri($"/v1/users/{id}", UriKind.Relative), new StringContent("{\"disabled\": true}", System.Text.Encoding.UTF8, "application/json"));
        var hasher = App.Services.GetRequiredService<CountingHasher>();

        foreach (var email in (string[])[TestApp.Email, "nobody@example.com", "off@example.com"])
        {
            var before = hasher.Checked;
            await Answers.ReadAsync(await App.SignInAsync(email, "wrong"), 401);
            Assert.Equal(1, hasher.Checked - before);
        }
    }

    private async Task<string[]> EventsAsync(string action) =>
        [.. (await Operator.GetAsync($"/v1/audit?action={action}&limit=200", 200))["data"]!.AsArray().Select(told => told!.Text("action"))];
}

public sealed class SqliteGuessing() : GuessingSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlGuessing() : GuessingSuite(DatabaseKind.PostgreSql);
