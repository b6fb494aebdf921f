using System.Net;

namespace Parley.Accounts.Tests;

/// <summary>Groups, and what somebody can do and why.</summary>
public abstract partial class UserSuite
{
    [Fact]
    public async Task A_group_gives_its_members_tags_and_takes_them_back()
    {
        var id = (await MakeAsync("bo@example.com", "member", Password)).Text("id");
        var group = (await Operator.PostAsync("/v1/groups", new { name = "sales" }, 201)).Text("id");
        using var bo = await SignedInAsync("bo@example.com");
        Assert.DoesNotContain("group:sales", await TagsAsync(bo));

        var member = new Uri($"/v1/groups/{group}/members/{id}", UriKind.Relative);
        Assert.Equal(HttpStatusCode.NoContent, (await Operator.PutAsync(member, null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Operator.PutAsync(member, null)).StatusCode);
        Assert.Contains($"group:{group}", await TagsAsync(bo));
        Assert.Contains("group:sales", await TagsAsync(bo));
        Assert.Equal(1, (await Operator.GetAsync($"/v1/groups/{group}", 200))["members"]!.GetValue<int>());
        Assert.Equal(id, Assert.Single((await Operator.GetAsync($"/v1/groups/{group}/members", 200))["data"]!.AsArray())!.Text("id"));
        Assert.Equal("sales", (await Operator.GetAsync($"/v1/users/{id}", 200))["groups"]![0]!.Text("name"));

        Assert.Equal(HttpStatusCode.NoContent, (await Operator.DeleteAsync(member)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Operator.DeleteAsync(member)).StatusCode);
        Assert.DoesNotContain("group:sales", await TagsAsync(bo));
        await Operator.PutAsync(member, null);
        await Operator.DeleteAsync(new Uri($"/v1/groups/{group}", UriKind.Relative));
        Assert.DoesNotContain("group:sales", await TagsAsync(bo));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("group_0123")]
    [InlineData("grün")]
    public async Task What_cannot_stand_in_an_access_list_is_no_groups_name(string name) => await Operator.PostAsync("/v1/groups", new { name }, 400);

    [Fact]
    public async Task A_groups_name_is_taken_once()
    {
        await Operator.PostAsync("/v1/groups", new { name = "sales" }, 201);
        await Operator.PostAsync("/v1/groups", new { name = "sales" }, 409);
    }

    [Fact]
    public async Task Access_says_what_somebody_can_do_and_why()
    {
        var id = (await MakeAsync("bo@example.com", "admin", Password)).Text("id");
        await KeyOfAsync("bo@example.com");
        await ChangeAsync(Operator, id, new { role = "member" });

        var access = await Operator.GetAsync($"/v1/access?user={id}", 200);
        Assert.Equal(("member", true), (access.Text("role"), access["signs_in"]!.GetValue<bool>()));
        Assert.Equal(["chat", "knowledge:read"], access["scopes"]!.AsArray().Select(scope => scope!.Text("name")));
        Assert.All(access["scopes"]!.AsArray(), scope => Assert.Equal("role:member", scope!.Text("because")));
        var key = Assert.Single(access["keys"]!.AsArray())!;
        Assert.Equal(["chat", "knowledge:read"], key.Texts("scopes"));
        Assert.Contains("users:admin", key.Texts("withheld"));

        using var bo = await SignedInAsync("bo@example.com");
        Assert.Equal(id, (await bo.GetAsync("/v1/access", 200)).Text("user"));
        await bo.GetAsync($"/v1/access?user={(await Operator.GetAsync("/v1/me", 200))["user"]!.Text("id")}", 404);
        Assert.Contains((await Operator.GetAsync("/v1/access", 200))["scopes"]!.AsArray(), scope => scope!.Text("because") == "first_owner");
    }

    private static async Task<string[]> TagsAsync(HttpClient who) =>
        [.. (await who.GetAsync("/v1/access", 200))["acl_tags"]!.AsArray().Select(tag => tag!.Text("name"))];
}
