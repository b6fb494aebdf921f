using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Parley.Accounts.Tests;

/// <summary>A group gets another name, and what was given to it by the one before stays its own.</summary>
public abstract partial class UserSuite
{
    [Fact]
    public async Task A_renamed_group_goes_by_both_names_and_nobody_else_gets_the_former()
    {
        var id = (await MakeAsync("bo@example.com", "member", Password)).Text("id");
        var group = (await Operator.PostAsync("/v1/groups", new { name = "sales" }, 201)).Text("id");
        await Operator.PutAsync(new Uri($"/v1/groups/{group}/members/{id}", UriKind.Relative), null);
        using var bo = await SignedInAsync("bo@example.com");
        Assert.Contains("group:sales", await TagsAsync(bo));

        Assert.Equal("market", (await RenameAsync(group, "market")).Text("name"));
        Assert.Equal(new[] { $"group:{group}", "group:market", "group:sales" }.Order(), (await TagsAsync(bo)).Where(tag => tag.StartsWith("group:", StringComparison.Ordinal)).Order());
        Assert.Equal("market", Assert.Single((await Operator.GetAsync($"/v1/users/{id}", 200))["groups"]!.AsArray())!.Text("name"));
        await Operator.PostAsync("/v1/groups", new { name = "sales" }, 409);
        var other = (await Operator.PostAsync("/v1/groups", new { name = "other" }, 201)).Text("id");
        Assert.Equal("group_exists", (await RenameAsync(other, "sales", 409)).Text("code"));
        Assert.Equal("group_exists", (await RenameAsync(other, "market", 409)).Text("code"));

        await RenameAsync(group, "sales");
        await RenameAsync(group, "sales");
        await RenameAsync(other, "market", 409);
        var told = (await Operator.GetAsync($"/v1/audit?action=group.renamed&target={group}", 200))["data"]!.AsArray();
        Assert.Equal(["market to sales", "sales to market"], told.Select(one => $"{one!["detail"]!.Text("from")} to {one["detail"]!.Text("to")}"));

        await Operator.DeleteAsync(new Uri($"/v1/groups/{group}", UriKind.Relative));
        await RenameAsync(other, "market");
    }

    [Fact]
    public async Task A_rename_is_for_admins_of_the_tenant_and_takes_a_name()
    {
        var group = (await Operator.PostAsync("/v1/groups", new { name = "sales" }, 201)).Text("id");
        await RenameAsync(group, "a b", 400);
        await RenameAsync("group_0123", "market", 404);
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));
        await RenameAsync(group, "market", 404, bolt);
        await MakeAsync("bo@example.com", "member", Password);
        using var bo = await SignedInAsync("bo@example.com");
        await RenameAsync(group, "market", 403, bo);

        await bolt.PostAsync("/v1/groups", new { name = "sales" }, 201);
        Assert.Equal("sales", (await Operator.GetAsync($"/v1/groups/{group}", 200)).Text("name"));
    }

    [Fact]
    public async Task Of_groups_that_want_a_name_at_once_one_gets_it()
    {
        var groups = new List<string>();
        for (var index = 0; index < 4; index++)
        {
            groups.Add((await Operator.PostAsync("/v1/groups", new { name = $"g{index}" }, 201)).Text("id"));
        }

        var answers = await Task.WhenAll(groups.Select(group => Operator.PatchAsJsonAsync($"/v1/groups/{group}", new { name = "wanted" })));
        Assert.Single(answers, answer => answer.IsSuccessStatusCode);
        Assert.Equal(3, answers.Count(answer => (int)answer.StatusCode == 409));
    }

    private async Task<JsonNode> RenameAsync(string group, string name, int status = 200, HttpClient? by = null) =>
        await Answers.ReadAsync(await (by ?? Operator).PatchAsJsonAsync($"/v1/groups/{group}", new { name }), status);
}
