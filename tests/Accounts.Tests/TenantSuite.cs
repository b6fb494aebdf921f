namespace Parley.Accounts.Tests;

public abstract class TenantSuite(DatabaseKind kind) : HttpSuite(kind)
{
    [Fact]
    public async Task The_operator_makes_a_tenant_with_key_and_invitation()
    {
        var made = await MakeAsync("Bolt", "Bo@Example.com");
        Assert.Equal(("Bolt", "enterprise"), (made["tenant"]!.Text("name"), made["tenant"]!.Text("plan")));
        Assert.Equal("bo@example.com", made["owner"]!.Text("email"));
        using var key = App.NewClient(made.Text("api_key"));
        var me = await key.GetAsync("/v1/me", 200);
        Assert.Equal(made["tenant"]!.Text("id"), me["tenant"]!.Text("id"));
        Assert.Equal("owner", me["user"]!.Text("role"));
        Assert.DoesNotContain("platform", me.Texts("scopes"));

        var session = await AcceptAsync(made.Text("invitation_link"), new { name = "Bo", password = "long enough" });
        using var owner = App.NewClient(session.Text("access_token"));
        Assert.Equal(made["owner"]!.Text("id"), (await owner.GetAsync("/v1/me", 200))["user"]!.Text("id"));
        await Answers.ReadAsync(await App.SignInAsync("bo@example.com", "long enough"));
    }

    [Fact]
    public async Task A_tenants_owner_makes_no_tenants()
    {
        using var owner = App.NewClient((await MakeAsync("Bolt", "bo@example.com")).Text("api_key"));
        await owner.PostAsync("/v1/tenants", new { name = "More", owner_email = "x@example.com" }, 403);
        await owner.PostAsync("/v1/api-keys", new { name = "More", scopes = new[] { "platform" } }, 403);
    }

    [Fact]
    public async Task An_address_that_signs_in_elsewhere_shows_to_the_invited_alone()
    {
        var made = await MakeAsync("Bolt", TestApp.Email);
        await AcceptAsync(made.Text("invitation_link"), new { password = "long enough" }, 409);
        await Answers.ReadAsync(await App.SignInAsync());

        await AcceptAsync(made.Text("invitation_link"), new { password = "long enough", email = "ada@bolt.example" });
        await Answers.ReadAsync(await App.SignInAsync("ada@bolt.example", "long enough"));
    }

    [Theory]
    [InlineData("", "bo@example.com", null)]
    [InlineData("Bolt", "nobody", null)]
    [InlineData("Bolt", "bo@example.com", "free beer")]
    public async Task What_makes_no_sense_makes_no_tenant(string name, string email, string? plan)
    {
        await Operator.PostAsync("/v1/tenants", new { name, owner_email = email, plan }, 400);

        await using var system = await Database.System.OpenAsync();
        Assert.Equal(1, await system.ScalarAsync<long>("select count(*) from sys_tenants"));
    }

    [Fact]
    public async Task Names_and_addresses_are_not_kept_in_the_clear()
    {
        var made = await MakeAsync("Bolt", "bo@example.com");

        await using var connection = await Database.Tenants.OpenAsync(new(new(made["tenant"]!.Text("id"))));
        var email = await connection.ScalarAsync<byte[]>("select email from users where tenant_id = @tenant");
        Assert.DoesNotContain("bo@example.com", System.Text.Encoding.UTF8.GetString(email!), StringComparison.Ordinal);
    }

    private Task<System.Text.Json.Nodes.JsonNode> MakeAsync(string name, string email) =>
        Operator.PostAsync("/v1/tenants", new { name, owner_email = email }, 201);

    private async Task<System.Text.Json.Nodes.JsonNode> AcceptAsync(string link, object rest, int status = 200)
    {
        var start = new Uri(App.Address, "/welcome#token=").ToString();
        Assert.StartsWith(start, link, StringComparison.Ordinal);
        var body = System.Text.Json.JsonSerializer.SerializeToNode(rest)!;
        body["token"] = link[start.Length..];
        return await App.Client.PostAsync("/v1/auth/accept", body, status);
    }
}

public sealed class SqliteTenants() : TenantSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlTenants() : TenantSuite(DatabaseKind.PostgreSql);
