using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

public abstract partial class ForgedTokenSuite(DatabaseKind kind) : HttpSuite(kind)
{
    [Fact]
    public async Task A_true_token_is_let_in() => Assert.Equal(HttpStatusCode.OK, await StatusAsync(await App.OwnerTokenAsync()));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("a.b.c.d.e")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.AAAA")]
    [InlineData("pk_short")]
    [InlineData("pk_0000000000000000000000000000000000000000")]
    [InlineData("pk_!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!")]
    public async Task Garbage_is_not(string token) => Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));

    [Fact]
    public async Task Nor_is_a_token_of_some_length() => Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(new string('a', 20_000)));

    [Fact]
    public async Task Nor_one_far_too_long_for_a_header()
    {
        var prove = App.Services.GetRequiredService<AccessTokens>();
        Assert.Null(await prove.ProveAsync(new string('a', 100_000), null, default));
        Assert.Null(await prove.ProveAsync($"{new string('a', 50_000)}.{new string('b', 50_000)}.c", null, default));
    }

    [Fact]
    public async Task Nor_an_unsigned_one()
    {
        var header = await HeaderAsync();
        header["alg"] = "none";
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{Part(header)}.{(await PartsAsync())[1]}."));
    }

    [Fact]
    public async Task Nor_one_signed_with_the_public_key_as_if_it_were_a_secret()
    {
        var key = (await App.Client.GetAsync("/.well-known/jwks.json", 200))["keys"]![0]!;
        var header = await HeaderAsync();
        header["alg"] = "HS256";
        var signedPart = $"{Part(header)}.{(await PartsAsync())[1]}";
        foreach (var secret in new[] { key.Text("x"), key.Text("x") + key.Text("y"), key.ToJsonString() })
        {
            var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(signedPart));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{signedPart}.{WebEncoders.Base64UrlEncode(signature)}"));
        }
    }

    [Fact]
    public async Task Nor_one_signed_with_a_strangers_key_under_our_key_id()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Sign(stranger, await HeaderAsync(), await PayloadAsync())));

        var elsewhere = await HeaderAsync();
        elsewhere["kid"] = "0000000000000000";
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Sign(stranger, elsewhere, await PayloadAsync())));
    }

    [Fact]
    public async Task Nor_one_whose_claims_were_changed()
    {
        var parts = await PartsAsync();
        var payload = await PayloadAsync();
        payload["tenant"] = "tenant_other";
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync($"{parts[0]}.{Part(payload)}.{parts[2]}"));
    }

    [Theory]
    [InlineData("iss", "parley:0000000000000000")]
    [InlineData("aud", "other")]
    [InlineData("exp", null)]
    [InlineData("tenant", null)]
    [InlineData("role", "emperor")]
    public async Task Nor_one_of_ours_that_was_made_for_something_else(string claim, string? value)
    {
        var ours = (await App.Services.GetRequiredService<SigningKeys>().CurrentAsync(default)).Key.ECDsa;
        var payload = await PayloadAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Sign(ours, await HeaderAsync(), payload)));

        payload[claim] = value;
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Sign(ours, await HeaderAsync(), payload)));
    }

    [Fact]
    public async Task Nor_one_of_ours_of_another_type()
    {
        var ours = (await App.Services.GetRequiredService<SigningKeys>().CurrentAsync(default)).Key.ECDsa;
        var header = await HeaderAsync();
        header["typ"] = "JWT";
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Sign(ours, header, await PayloadAsync())));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(-60)]
    public async Task One_of_a_node_whose_clock_is_a_minute_off_is_good_until_its_own_end(int seconds)
    {
        var ours = (await App.Services.GetRequiredService<SigningKeys>().CurrentAsync(default)).Key.ECDsa;
        var payload = await PayloadAsync();
        payload["iat"] = payload["iat"]!.GetValue<long>() + seconds;
        payload["exp"] = payload["exp"]!.GetValue<long>() + seconds;
        var token = Sign(ours, await HeaderAsync(), payload);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token));

        Time.Advance(TimeSpan.FromSeconds(900 + seconds));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
    }

    [Fact]
    public async Task Nor_one_of_a_session_that_is_anothers_or_none()
    {
        var ours = (await App.Services.GetRequiredService<SigningKeys>().CurrentAsync(default)).Key.ECDsa;
        await Operator.PostAsync("/v1/users", new { email = "bo@example.com", role = "member", password = "long enough" }, 201);
        var his = Read((await Answers.ReadAsync(await App.SignInAsync("bo@example.com", "long enough"))).Text("access_token").Split('.')[1]);
        foreach (var session in (string[])[his.Text("sid"), "session_of_nobody", "", new string('a', 5_000)])
        {
            var payload = await PayloadAsync();
            payload["sid"] = session;
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(Sign(ours, await HeaderAsync(), payload)));
        }
    }

    [Fact]
    public async Task Nor_one_that_has_lapsed()
    {
        var token = await App.OwnerTokenAsync();
        Time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(token));

        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
    }

    [Fact]
    public async Task Nor_one_of_another_installation()
    {
        await using var other = await TestDatabase.CreateAsync(DatabaseKind.Sqlite, Time, new MigrationSource("accounts", typeof(AccountsModule).Assembly));
        await using var elsewhere = await TestApp.StartAsync(other, TestApp.Owner);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(await elsewhere.OwnerTokenAsync()));
    }

    [Fact]
    public async Task A_refusal_says_how_to_come_in()
    {
        var without = await App.Client.GetAsync(new Uri("/v1/me", UriKind.Relative));
        Assert.Equal("Bearer", without.Headers.WwwAuthenticate.Single().ToString());

        using var wrong = App.NewClient("nonsense");
        var with = await wrong.GetAsync(new Uri("/v1/me", UriKind.Relative));
        Assert.Equal("Bearer error=\"invalid_token\"", with.Headers.WwwAuthenticate.Single().ToString());
    }

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/me", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return (await App.Client.SendAsync(request)).StatusCode;
    }

    private async Task<string[]> PartsAsync() => (await App.OwnerTokenAsync()).Split('.');

    private async Task<JsonNode> HeaderAsync() => Read((await PartsAsync())[0]);

    private async Task<JsonNode> PayloadAsync() => Read((await PartsAsync())[1]);

    private static JsonNode Read(string part) => JsonNode.Parse(WebEncoders.Base64UrlDecode(part))!;

    private static string Part(JsonNode node) => WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(node.ToJsonString()));

    private static string Sign(ECDsa key, JsonNode header, JsonNode payload)
    {
        var signedPart = $"{Part(header)}.{Part(payload)}";
        return $"{signedPart}.{WebEncoders.Base64UrlEncode(key.SignData(Encoding.UTF8.GetBytes(signedPart), HashAlgorithmName.SHA256))}";
    }
}

public sealed class SqliteForgedTokens() : ForgedTokenSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlForgedTokens() : ForgedTokenSuite(DatabaseKind.PostgreSql);
