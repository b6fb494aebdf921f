using System.Net;
using System.Text.Json.Nodes;

namespace Parley.Accounts.Tests;

public abstract partial class UserSuite(DatabaseKind kind) : HttpSuite(kind)
{
    private const string Password = "long enough";

    [Fact]
    public async Task An_admin_makes_a_user_who_signs_in()
    {
        var made = await MakeAsync("Bo@Example.com", "member", Password, "Bo");
        Assert.Equal(("bo@example.com", "Bo", "member", "active"), (made.Text("email"), made.Text("name"), made.Text("role"), made.Text("state")));
        Assert.Null(made["invitation_link"]);

        using var bo = await SignedInAsync("bo@example.com");
        Assert.Equal(made.Text("id"), (await bo.GetAsync("/v1/me", 200))["user"]!.Text("id"));
        var shown = await Operator.GetAsync($"/v1/users/{made.Text("id")}", 200);
        Assert.Equal(Time.GetUtcNow().ToUnixTimeSeconds(), shown["last_sign_in_at"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds());
        Assert.Equal(2, (await Operator.GetAsync("/v1/users", 200))["data"]!.AsArray().Count);
        Assert.Single((await Operator.GetAsync("/v1/users?email=BO@example.com", 200))["data"]!.AsArray());
        Assert.Empty((await Operator.GetAsync("/v1/users?email=no@example.com", 200))["data"]!.AsArray());
    }

    [Fact]
    public async Task A_user_without_a_password_sets_one_by_the_link()
    {
        var made = await MakeAsync("bo@example.com", "member", null);
        Assert.Equal("invited", made.Text("state"));

        var token = made.Text("invitation_link").Split("#token=")[1];
        await App.Client.PostAsync("/v1/auth/accept", new { token, password = Password });
        using var bo = await SignedInAsync("bo@example.com");
        Assert.Equal("active", (await Operator.GetAsync($"/v1/users/{made.Text("id")}", 200)).Text("state"));
        await App.Client.PostAsync("/v1/auth/accept", new { token, password = Password }, 400);
    }

    [Fact]
    public async Task Whether_another_tenant_has_an_address_is_not_told()
    {
        var elsewhere = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201);
        using var bolt = App.NewClient(elsewhere.Text("api_key"));
        var taken = await bolt.PostAsync("/v1/users", new { email = TestApp.Email, role = "member", password = Password }, 201);
        var free = await bolt.PostAsync("/v1/users", new { email = "new@bolt.example", role = "member", password = Password }, 201);

        Assert.Equal(Shape(taken), Shape(free));
        await Answers.ReadAsync(await App.SignInAsync());
        await Answers.ReadAsync(await App.SignInAsync(TestApp.Email, Password), 401);
        await bolt.PostAsync("/v1/users", new { email = "new@bolt.example", role = "member" }, 409);
        Assert.Equal("member", Assert.Single((await bolt.GetAsync("/v1/users?email=ada@example.com", 200))["data"]!.AsArray())!.Text("role"));

        static string Shape(JsonNode made) =>
            string.Join(',', made.AsObject().Select(field => field.Key is "id" or "email" ? field.Key : $"{field.Key}={field.Value?.ToJsonString()}"));
    }

    [Theory]
    [InlineData("nobody", "member", Password)]
    [InlineData("a<victim@corp.example>", "member", Password)]
    [InlineData("\"x\"<victim@corp.example>", "member", Password)]
    [InlineData("a,victim@corp.example", "member", Password)]
    [InlineData("bo@example.com", "emperor", Password)]
    [InlineData("bo@example.com", "Member", Password)]
    [InlineData("bo@example.com", "member", "short")]
    public async Task What_makes_no_sense_makes_no_user(string email, string role, string password)
    {
        await Operator.PostAsync("/v1/users", new { email, role, password }, 400);
        Assert.Single((await Operator.GetAsync("/v1/users", 200))["data"]!.AsArray());
    }

    [Fact]
    public async Task Nobody_gives_more_than_they_have_or_touches_who_can_do_more()
    {
        var owner = (await MakeAsync("oz@example.com", "owner", Password)).Text("id");
        var admin = (await MakeAsync("al@example.com", "admin", Password)).Text("id");
        using var al = await SignedInAsync("al@example.com");
        using var narrow = App.NewClient((await Operator.PostAsync("/v1/api-keys", new { name = "n", scopes = new[] { "users:admin", "chat", "knowledge:read" } }, 201)).Text("key"));

        await al.PostAsync("/v1/users", new { email = "x@example.com", role = "owner", password = Password }, 403);
        await ChangeAsync(al, admin, new { role = "owner" }, 403);
        await ChangeAsync(al, owner, new { disabled = true }, 403);
        await ChangeAsync(al, owner, new { name = "Mine" }, 403);
        Assert.Equal(HttpStatusCode.Forbidden, await DeleteAsync(al, owner));
        await al.PostAsync("/v1/users", new { email = "x@example.com", role = "admin", password = Password }, 201);

        // An owner's key that may only administer users makes nobody who can do what the key cannot.
        await narrow.PostAsync("/v1/users", new { email = "y@example.com", role = "admin", password = Password }, 403);
        await ChangeAsync(narrow, admin, new { name = "Mine" }, 403);
        await narrow.PostAsync("/v1/users", new { email = "y@example.com", role = "member", password = Password }, 201);

        // An owner cannot touch the first owner of the installation.
        using var oz = await SignedInAsync("oz@example.com");
        var first = (await Operator.GetAsync("/v1/me", 200))["user"]!.Text("id");
        await ChangeAsync(oz, first, new { disabled = true }, 403);
    }

    [Theory]
    [InlineData("member")]
    [InlineData("viewer")]
    public async Task Those_who_do_not_administer_users_see_none(string role)
    {
        var id = (await MakeAsync("bo@example.com", role, Password)).Text("id");
        using var bo = await SignedInAsync("bo@example.com");

        await bo.GetAsync("/v1/users", 403);
        await bo.GetAsync($"/v1/users/{id}", 403);
        await bo.PostAsync("/v1/users", new { email = "x@example.com", role = "viewer" }, 403);
        await ChangeAsync(bo, id, new { role = "admin" }, 403);
        await bo.GetAsync("/v1/groups", 403);
    }

    [Fact]
    public async Task A_new_role_holds_at_once_for_open_sessions_and_keys()
    {
        var id = (await MakeAsync("bo@example.com", "admin", Password)).Text("id");
        using var bo = await SignedInAsync("bo@example.com");
        using var key = App.NewClient((await bo.PostAsync("/v1/api-keys", new { name = "bo's" }, 201)).Text("key"));
        await bo.GetAsync("/v1/users", 200);
        await key.GetAsync("/v1/users", 200);

        await ChangeAsync(Operator, id, new { role = "member" });
        await bo.GetAsync("/v1/users", 403);
        await key.GetAsync("/v1/users", 403);
        Assert.Equal("member", (await bo.GetAsync("/v1/me", 200))["user"]!.Text("role"));
        Assert.Equal(["chat", "knowledge:read"], (await key.GetAsync("/v1/me", 200)).Texts("scopes"));
    }

    [Fact]
    public async Task A_disabled_user_is_out_at_once_and_comes_back()
    {
        var id = (await MakeAsync("bo@example.com", "member", Password)).Text("id");
        var tokens = await Answers.ReadAsync(await App.SignInAsync("bo@example.com", Password));
        using var bo = App.NewClient(tokens.Text("access_token"));
        using var key = App.NewClient(await KeyOfAsync("bo@example.com"));
        await key.GetAsync("/v1/me", 200);

        Assert.Equal("disabled", (await ChangeAsync(Operator, id, new { disabled = true })).Text("state"));
        await bo.GetAsync("/v1/me", 401);
        await key.GetAsync("/v1/me", 401);
        await App.Client.PostAsync("/v1/auth/refresh", new { refresh_token = tokens.Text("refresh_token") }, 401);
        var refused = await Answers.ReadAsync(await App.SignInAsync("bo@example.com", Password), 401);
        Assert.Equal("wrong_credentials", refused.Text("code"));

        await ChangeAsync(Operator, id, new { disabled = false });
        await bo.GetAsync("/v1/me", 401);
        await key.GetAsync("/v1/me", 200);
        using var again = await SignedInAsync("bo@example.com");
    }

    [Fact]
    public async Task A_deleted_user_is_gone_and_the_address_is_free()
    {
        var id = (await MakeAsync("bo@example.com", "member", Password)).Text("id");
        using var bo = await SignedInAsync("bo@example.com");
        using var key = App.NewClient(await KeyOfAsync("bo@example.com"));
        await key.GetAsync("/v1/me", 200);

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(Operator, id));
        await bo.GetAsync("/v1/me", 401);
        await key.GetAsync("/v1/me", 401);
        await Operator.GetAsync($"/v1/users/{id}", 404);
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(Operator, id));
        await MakeAsync("bo@example.com", "viewer", Password);
    }

    [Fact]
    public async Task On_another_node_too_within_seconds()
    {
        var id = (await MakeAsync("bo@example.com", "member", Password)).Text("id");
        await using var second = Database.OpenAnotherNode();
        await using var elsewhere = await TestApp.StartAsync(second, TestApp.Owner);
        using var bo = elsewhere.NewClient((await Answers.ReadAsync(await App.SignInAsync("bo@example.com", Password))).Text("access_token"));
        await bo.GetAsync("/v1/me", 200);

        await ChangeAsync(Operator, id, new { disabled = true });
        Time.Advance(TimeSpan.FromSeconds(5));
        await bo.GetAsync("/v1/me", 401);
    }

    [Fact]
    public async Task The_last_owner_stays()
    {
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201);
        await App.Client.PostAsync("/v1/auth/accept", new { token = made.Text("invitation_link").Split("#token=")[1], password = Password });
        using var bolt = App.NewClient(made.Text("api_key"));
        var first = made["owner"]!.Text("id");

        // One who has never signed in is no owner to rely on.
        await bolt.PostAsync("/v1/users", new { email = "y@bolt.example", role = "owner" }, 201);
        Assert.Equal("last_owner", (await ChangeAsync(bolt, first, new { role = "admin" }, 409)).Text("code"));
        await ChangeAsync(bolt, first, new { disabled = true }, 409);
        Assert.Equal(HttpStatusCode.Conflict, await DeleteAsync(bolt, first));

        var second = (await bolt.PostAsync("/v1/users", new { email = "z@bolt.example", role = "owner", password = Password }, 201)).Text("id");
        using var z = App.NewClient((await Answers.ReadAsync(await App.SignInAsync("z@bolt.example", Password))).Text("access_token"));
        var answers = await Task.WhenAll(DeleteAsync(bolt, second), DeleteAsync(z, first));
        Assert.Single(answers, HttpStatusCode.NoContent);

        var operators = (await Operator.GetAsync("/v1/me", 200))["user"]!.Text("id");
        Assert.Equal("first_owner", (await ChangeAsync(Operator, operators, new { role = "member" }, 409)).Text("code"));
    }

    [Fact]
    public async Task Another_tenants_users_and_groups_do_not_exist()
    {
        var id = (await MakeAsync("bo@example.com", "member", Password)).Text("id");
        var group = (await Operator.PostAsync("/v1/groups", new { name = "sales" }, 201)).Text("id");
        using var bolt = App.NewClient((await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201)).Text("api_key"));

        await bolt.GetAsync($"/v1/users/{id}", 404);
        await ChangeAsync(bolt, id, new { name = "Mine" }, 404);
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(bolt, id));
        await bolt.GetAsync($"/v1/access?user={id}", 404);
        await bolt.GetAsync($"/v1/groups/{group}", 404);
        await bolt.GetAsync($"/v1/groups/{group}/members", 404);
        var own = (await bolt.PostAsync("/v1/groups", new { name = "sales" }, 201)).Text("id");
        Assert.Equal(HttpStatusCode.NotFound, (await bolt.PutAsync(new Uri($"/v1/groups/{own}/members/{id}", UriKind.Relative), null)).StatusCode);
        Assert.Single((await bolt.GetAsync("/v1/groups", 200))["data"]!.AsArray());
    }

    [Fact]
    public async Task What_is_done_to_users_is_told()
    {
        var id = (await MakeAsync("bo@example.com", "member", Password)).Text("id");
        await ChangeAsync(Operator, id, new { role = "agent", disabled = true, name = "Bo" });
        await DeleteAsync(Operator, id);

        var told = await Operator.GetAsync($"/v1/audit?target={id}", 200);
        Assert.Equal(
            ["user.deleted", "user.disabled", "user.made", "user.renamed", "user.role_changed"],
            told["data"]!.AsArray().Select(what => what!.Text("action")).Order());
        var role = told["data"]!.AsArray().Single(what => what!.Text("action") == "user.role_changed")!["detail"]!;
        Assert.Equal(("member", "agent"), (role.Text("from"), role.Text("to")));
    }

    private static async Task<JsonNode> ChangeAsync(HttpClient who, string id, object change, int status = 200) =>
        await Answers.ReadAsync(await System.Net.Http.Json.HttpClientJsonExtensions.PatchAsJsonAsync(who, $"/v1/users/{id}", change), status);

    private static async Task<HttpStatusCode> DeleteAsync(HttpClient who, string id) =>
        (await who.DeleteAsync(new Uri($"/v1/users/{id}", UriKind.Relative))).StatusCode;

    private Task<JsonNode> MakeAsync(string email, string role, string? password, string? name = null) =>
        Operator.PostAsync("/v1/users", new { email, role, password, name }, 201);

    private async Task<HttpClient> SignedInAsync(string email) =>
        App.NewClient((await Answers.ReadAsync(await App.SignInAsync(email, Password))).Text("access_token"));

    private async Task<string> KeyOfAsync(string email)
    {
        using var client = await SignedInAsync(email);
        return (await client.PostAsync("/v1/api-keys", new { name = "own" }, 201)).Text("key");
    }
}

public sealed class SqliteUsers() : UserSuite(DatabaseKind.Sqlite);

public sealed class PostgreSqlUsers() : UserSuite(DatabaseKind.PostgreSql);
