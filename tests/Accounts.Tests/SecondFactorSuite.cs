using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

public abstract partial class SecondFactorSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private const string Email = "bo@example.com";
    private const string Password = "long enough";

    private string _id = "";
    private byte[] _secret = [];

    [Fact]
    public async Task A_sign_in_asks_for_the_code_and_takes_it_once()
    {
        var recovery = await EnrolAsync();
        Assert.Equal(10, recovery.Distinct().Count());

        var asked = await Answers.ReadAsync(await App.SignInAsync(Email, Password), 401);
        Assert.Equal("second_factor_required", asked.Text("code"));
        Next();
        var code = Code();
        var challenge = await ChallengeAsync();
        var session = await SecondAsync(challenge, code);
        using var bo = App.NewClient(session.Text("access_token"));
        Assert.True((await bo.GetAsync("/v1/auth/totp", 200))["enabled"]!.GetValue<bool>());

        // Neither the challenge nor the code is good a second time.
        Assert.Equal("challenge_not_valid", (await SecondAsync(challenge, code, 401)).Text("code"));
        Assert.Equal("wrong_code", (await SecondAsync(await ChallengeAsync(), code, 401)).Text("code"));
        Next();
        await SecondAsync(await ChallengeAsync(), Code());
        Next();
        await LoginAsync(Code());
        await LoginAsync(Code(), 401);
    }

    [Fact]
    public async Task An_earlier_code_is_not_taken_after_a_later_one()
    {
        await EnrolAsync();
        Next();
        var earlier = Code();
        Next();
        await LoginAsync(Code());
        await LoginAsync(earlier, 401);
    }

    [Fact]
    public async Task A_recovery_code_works_once_however_it_is_written()
    {
        var recovery = await EnrolAsync();
        await SecondAsync(await ChallengeAsync(), recovery[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal));
        await SecondAsync(await ChallengeAsync(), recovery[0], 401);
        var session = await SecondAsync(await ChallengeAsync(), recovery[1]);
        using var bo = App.NewClient(session.Text("access_token"));
        Assert.Equal(8, (await bo.GetAsync("/v1/auth/totp", 200))["recovery_codes"]!.GetValue<int>());

        await using var connection = await Database.Tenants.OpenAsync(App.Ready.DefaultTenant);
        Assert.Equal(8, await connection.ScalarAsync<long>("select count(*) from recovery_codes where tenant_id = @tenant and length(code_hash) = 64"));
    }

    [Fact]
    public async Task A_challenge_lapses()
    {
        await EnrolAsync();
        var challenge = await ChallengeAsync();
        Time.Advance(TimeSpan.FromMinutes(5));
        await SecondAsync(challenge, Code(), 401);
        await SecondAsync("psf_made_up", Code(), 401);
    }

    [Fact]
    public async Task Guessing_codes_has_to_wait_in_whatever_way_they_come()
    {
        await EnrolAsync();
        for (var i = 0; i < 5; i++)
        {
            await SecondAsync(await ChallengeAsync(), "000000", 401);
        }

        Next();
        await SecondAsync(await ChallengeAsync(), "000000", 401);
        await SecondAsync(await ChallengeAsync(), Code(), 429);
        await LoginAsync(Code(), 429);
        Time.Advance(TimeSpan.FromSeconds(30));
        await LoginAsync(Code());
        var told = (await Operator.GetAsync($"/v1/audit?target={_id}", 200))["data"]!.AsArray().Select(what => what!.Text("action")).ToList();
        Assert.Contains("second_factor.failed", told);
        Assert.Contains("user.locked_out", told);
    }

    [Fact]
    public async Task What_a_stolen_session_must_not_do_asks_for_the_password()
    {
        using var bo = await MemberAsync();
        await bo.PostAsync("/v1/auth/totp", new { }, 403);
        await bo.PostAsync("/v1/auth/totp", new { password = "wrong" }, 403);
        await TurnOnAsync(bo);
        await bo.PostAsync("/v1/auth/totp", new { password = Password }, 409);
        await bo.PostAsync("/v1/auth/totp/disable", new { password = "wrong" }, 403);

        await bo.PostAsync("/v1/auth/totp/disable", new { password = Password }, 204);
        await LoginAsync(null);
    }

    [Fact]
    public async Task Nothing_is_on_before_a_right_code_has_come()
    {
        using var bo = await MemberAsync();
        await bo.PostAsync("/v1/auth/totp", new { password = Password });
        await bo.PostAsync("/v1/auth/totp/confirm", new { code = "000000" }, 401);
        await LoginAsync(null);
        using var key = App.NewClient((await bo.PostAsync("/v1/api-keys", new { name = "k" }, 201)).Text("key"));
        await key.GetAsync("/v1/auth/totp", 403);
    }

    [Fact]
    public async Task An_admin_takes_away_a_lost_factor_but_not_of_somebody_who_can_do_more()
    {
        await EnrolAsync();
        var uri = new Uri($"/v1/users/{_id}/totp", UriKind.Relative);
        await Operator.PostAsync("/v1/users", new { email = "al@example.com", role = "admin", password = Password }, 201);
        using var al = App.NewClient((await Answers.ReadAsync(await App.SignInAsync("al@example.com", Password))).Text("access_token"));
        var owner = (await Operator.GetAsync("/v1/me", 200))["user"]!.Text("id");
        Assert.Equal(HttpStatusCode.Forbidden, (await al.DeleteAsync(new Uri($"/v1/users/{owner}/totp", UriKind.Relative))).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await al.DeleteAsync(uri)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await al.DeleteAsync(uri)).StatusCode);
        await LoginAsync(null);
    }

    [Fact]
    public async Task A_new_password_by_link_does_not_pass_by_the_second_factor()
    {
        await EnrolAsync();
        var link = (await Operator.PostAsync($"/v1/users/{_id}/password-reset", new { })).Text("link");
        var answer = await App.Client.PostAsync("/v1/auth/accept", new { token = link.Split("#token=")[1], password = "quite another" }, 401);
        Assert.Equal("second_factor_required", answer.Text("code"));
    }

    [Fact]
    public async Task Whoever_can_start_the_server_gets_in_after_losing_a_phone()
    {
        using var owner = App.NewClient(await App.OwnerTokenAsync());
        await TurnOnAsync(owner, TestApp.Password);
        await Answers.ReadAsync(await App.SignInAsync(), 401);

        var link = await App.Services.GetRequiredService<OneTimeLinks>().CreateOwnerLinkAsync();
        await App.Client.PostAsync("/v1/auth/accept", new { token = link.Split("#token=")[1], password = "quite another", email = TestApp.Email });
        await Answers.ReadAsync(await App.SignInAsync(password: "quite another"));
    }

    [Fact]
    public async Task The_secret_is_not_kept_in_the_clear()
    {
        await EnrolAsync();
        await using var connection = await Database.Tenants.OpenAsync(App.Ready.DefaultTenant);
        var kept = await connection.ScalarAsync<byte[]>("select totp_secret from users where tenant_id = @tenant and id = @id", new { id = _id });
        Assert.Equal(-1, kept.AsSpan().IndexOf(_secret));
        Assert.DoesNotContain(Convert.ToBase64String(_secret), System.Text.Encoding.UTF8.GetString(kept!), StringComparison.Ordinal);
    }

    private string Code() => Totp.Code(_secret, Totp.StepOf(Time.GetUtcNow()));

    private void Next() => Time.Advance(TimeSpan.FromSeconds(30));

    private async Task<string[]> EnrolAsync()
    {
        using var bo = await MemberAsync();
        return await TurnOnAsync(bo);
    }

    private async Task<HttpClient> MemberAsync()
    {
        _id = (await Operator.PostAsync("/v1/users", new { email = Email, role = "member", password = Password }, 201)).Text("id");
        return App.NewClient((await LoginAsync(null)).Text("access_token"));
    }

    private async Task<string[]> TurnOnAsync(HttpClient who, string password = Password)
    {
        var made = await who.PostAsync("/v1/auth/totp", new { password });
        Assert.Contains($"secret={made.Text("secret")}", made.Text("otpauth_uri"), StringComparison.Ordinal);
        _secret = FromBase32(made.Text("secret"));
        return (await who.PostAsync("/v1/auth/totp/confirm", new { code = Code() })).Texts("recovery_codes");
    }

    private async Task<JsonNode> LoginAsync(string? code, int status = 200) =>
        await Answers.ReadAsync(await App.Client.PostAsJsonAsync("/v1/auth/login", new { email = Email, password = Password, code }), status);

    private async Task<string> ChallengeAsync() =>
        (await Answers.ReadAsync(await App.SignInAsync(Email, Password), 401))["extensions"]!.Text("challenge");

    private Task<JsonNode> SecondAsync(string challenge, string code, int status = 200) =>
        App.Client.PostAsync("/v1/auth/second-factor", new { challenge, code }, status);

    internal static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>();
        int buffer = 0, bits = 0;
        foreach (var letter in text)
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal);
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        return [.. bytes];
    }
}

public sealed class SqliteSecondFactor() : SecondFactorSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlSecondFactor() : SecondFactorSuite(DatabaseKind.PostgreSql);
