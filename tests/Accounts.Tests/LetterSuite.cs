using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Kernel;

namespace Parley.Accounts.Tests;

/// <summary>Letters wait in the database, go out once, and are given up visibly.</summary>
public abstract class LetterSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private const string Password = "long enough";

    protected override Dictionary<string, string?> Settings => new(TestApp.Owner) { ["Accounts:PublicAddress"] = "https://chat.example.com/" };

    private Mailbox Box => App.Services.GetRequiredService<Mailbox>();

    [Fact]
    public async Task A_letter_stands_with_its_invitation_sealed_and_is_gone_when_it_was_sent()
    {
        var made = await InviteAsync("bo@example.com");
        Assert.True(made["mailed"]!.GetValue<bool>());
        Assert.Empty(Box.Letters);
        var waiting = await OneAsync();
        Assert.Equal(("invitation", made.Text("id"), "waiting"), (waiting.Text("kind"), waiting.Text("target"), waiting.Text("state")));
        Assert.Equal(made["expires_at"]!.ToString(), waiting["expires_at"]!.ToString());
        var kept = await ContentAsync();
        Assert.DoesNotContain("plk_", kept, StringComparison.Ordinal);
        Assert.DoesNotContain("bo@", kept, StringComparison.Ordinal);

        await App.RunJobsAsync();

        var letter = Assert.Single(Box.Letters);
        Assert.Equal(("bo@example.com", waiting.Text("id")), (letter.To, letter.Id));
        Assert.Contains(made.Text("link"), letter.Text, StringComparison.Ordinal);
        Assert.Empty(await ListAsync());
        await App.RunJobsAsync();
        Assert.Single(Box.Letters);
    }

    [Fact]
    public async Task What_is_refused_leaves_no_letter()
    {
        await Operator.PostAsync("/v1/invitations", new { email = TestApp.Email, role = "member" }, 409);
        await Operator.PostAsync("/v1/users", new { email = TestApp.Email, role = "member" }, 409);
        await Operator.PostAsync("/v1/invitations", new { email = "bo@example.com", role = "member", groups = new[] { "group_none" } }, 400);

        Assert.Equal(0, await App.RunJobsAsync());
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_letter_that_is_not_taken_is_tried_again_under_the_same_id_and_says_why_it_waits()
    {
        var ids = new List<string?>();
        Box.Instead = letter =>
        {
            ids.Add(letter.Id);
            return ids.Count < 4 ? throw new MailException("The mail server is away.") : Task.CompletedTask;
        };
        await InviteAsync("bo@example.com");

        await App.RunJobsAsync();
        var waiting = await OneAsync();
        Assert.Equal(("waiting", "The mail server is away.", 1), (waiting.Text("state"), waiting.Text("reason"), waiting["attempts"]!.GetValue<int>()));
        Assert.Equal(0, await App.RunJobsAsync());
        for (var i = 0; i < 3; i++)
        {
            Time.Advance(TimeSpan.FromMinutes(1));
            await App.RunJobsAsync();
        }

        Assert.Equal(4, ids.Count);
        Assert.Single(ids.Distinct());
        Assert.Single(Box.Letters);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_letter_that_nobody_will_ever_take_is_given_up_without_its_link_and_the_audit_trail_is_told()
    {
        Box.Instead = _ => throw new MailException("There is no such mailbox.") { IsFinal = true };
        var made = await InviteAsync("bo@example.com");

        await App.RunJobsAsync();

        var failed = await OneAsync();
        Assert.Equal(("failed", "There is no such mailbox.", 1), (failed.Text("state"), failed.Text("reason"), failed["attempts"]!.GetValue<int>()));
        Assert.Empty(await ContentAsync());
        var told = Assert.Single((await Operator.GetAsync("/v1/audit?action=letter.failed", 200))["data"]!.AsArray())!;
        Assert.Equal(
            ("system", made.Text("id"), "invitation", "There is no such mailbox."),
            (told["actor"]!.Text("kind"), told.Text("target"), told["detail"]!.Text("kind"), told["detail"]!.Text("reason")));
        Time.Advance(TimeSpan.FromDays(29));
        await App.RunJobsAsync();
        Assert.Single(await ListAsync());
        Time.Advance(TimeSpan.FromDays(1));
        await App.RunJobsAsync();
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_letter_is_tried_until_its_link_lapses()
    {
        await Operator.PostAsync("/v1/users", new { email = "bo@example.com", role = "member", password = Password }, 201);
        Box.Instead = _ => throw new MailException("The mail server is away.");
        await App.Client.PostAsync("/v1/auth/password-reset", new { email = "bo@example.com" }, 202);
        var attempts = 0;
        for (var i = 0; i < 59; i++)
        {
            attempts += await App.RunJobsAsync();
            Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal("waiting", (await OneAsync()).Text("state"));
        Assert.InRange(attempts, 10, 25);
        Time.Advance(TimeSpan.FromMinutes(6));
        await App.RunJobsAsync();

        var lapsed = await OneAsync();
        Assert.Equal(("failed", "password_reset"), (lapsed.Text("state"), lapsed.Text("kind")));
        Assert.Equal("Its link lapsed before it was sent. The mail server is away.", lapsed.Text("reason"));
    }

    [Fact]
    public async Task A_link_that_was_revoked_or_replaced_meanwhile_is_not_sent()
    {
        var made = await InviteAsync("bo@example.com");
        await Operator.DeleteAsync(new Uri($"/v1/invitations/{made.Text("id")}", UriKind.Relative));
        await Operator.PostAsync("/v1/users", new { email = "cy@example.com", role = "member", password = Password }, 201);
        Box.Instead = _ => throw new MailException("The mail server is away.");
        await App.Client.PostAsync("/v1/auth/password-reset", new { email = "cy@example.com" }, 202);
        await App.RunJobsAsync();
        await App.Client.PostAsync("/v1/auth/password-reset", new { email = "cy@example.com" }, 202);
        await App.RunJobsAsync();
        Box.Instead = null;
        Time.Advance(TimeSpan.FromMinutes(5));
        await App.RunJobsAsync();

        Assert.Equal("cy@example.com", Assert.Single(Box.Letters).To);
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Two_workers_send_each_letter_once()
    {
        for (var i = 0; i < 12; i++)
        {
            await InviteAsync($"person{i}@example.com");
        }

        await using var other = OpenOtherNode();
        await Task.WhenAll(App.RunJobsAsync(), App.RunJobsAsync(other), App.RunJobsAsync());

        Assert.Equal(12, Box.Letters.Count);
        Assert.Equal(12, Box.Letters.Select(letter => letter.To).Distinct().Count());
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Another_tenant_sees_no_letter_and_members_see_none()
    {
        await InviteAsync("bo@example.com");
        var tenant = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201);
        using var bolt = App.NewClient(tenant.Text("api_key"));
        Assert.Empty((await bolt.GetAsync("/v1/letters", 200))["data"]!.AsArray());

        await Operator.PostAsync("/v1/users", new { email = "cy@example.com", role = "member", password = Password }, 201);
        using var member = App.NewClient((await Answers.ReadAsync(await App.SignInAsync("cy@example.com", Password))).Text("access_token"));
        await member.GetAsync("/v1/letters", 403);
    }

    private Task<JsonNode> InviteAsync(string email) => Operator.PostAsync("/v1/invitations", new { email, role = "member" }, 201);

    private async Task<JsonArray> ListAsync() => (await Operator.GetAsync("/v1/letters", 200))["data"]!.AsArray();

    private async Task<JsonNode> OneAsync() => Assert.Single(await ListAsync())!;

    /// <returns>All that is kept of letters' contents, as text.</returns>
    private async Task<string> ContentAsync()
    {
        await using var connection = await Database.Tenants.OpenAsync(App.Ready.DefaultTenant);
        return Encoding.UTF8.GetString(await connection.ScalarAsync<byte[]>("select content from letters where tenant_id = @tenant") ?? []);
    }
}

public sealed class SqliteLetters() : LetterSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlLetters() : LetterSuite(DatabaseKind.PostgreSql);
