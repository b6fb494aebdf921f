using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Server.Tests.Attacks;

/// <summary>All that the victims see of their own, to compare before and after.</summary>
internal static class Sight
{
    public static async Task<IReadOnlyList<string>> OfAsync(World world)
    {
        var tenant = world.TenantThings;
        var documents = $"/v1/knowledge/{tenant.Namespace}/documents";
        return
        [
            .. await OfPersonAsync(world.FirstOwner, world.OwnerThings),
            .. await OfPersonAsync(world.Ada, world.AdaThings),
            await ReadAsync(world.FirstOwner, "/v1/knowledge"),
            await ReadAsync(world.FirstOwner, documents),
            await ReadAsync(world.FirstOwner, $"{documents}/{tenant.Document}"),
            await ReadAsync(world.FirstOwner, $"{documents}/{tenant.Document}/text"),
            await ReadAsync(world.FirstOwner, $"/v1/knowledge/{tenant.Namespace}/sources"),
            await ReadAsync(world.FirstOwner, $"/v1/knowledge/{tenant.Namespace}/sources/{tenant.Source}/items"),
            await ReadAsync(world.FirstOwner, $"/v1/jobs/{tenant.Job}"),
            await ReadAsync(world.FirstOwner, "/v1/api-keys"),
            await ReadAsync(world.FirstOwner, "/v1/deployments"),
            await ReadAsync(world.FirstOwner, $"/v1/deployments/{tenant.Deployment}/prices"),
            await ReadAsync(world.FirstOwner, "/v1/routes"),
            await ReadAsync(world.FirstOwner, "/v1/policies"),
            await ReadAsync(world.FirstOwner, $"/v1/redteam/runs/{tenant.RedTeamRun}"),
            await ReadAsync(world.FirstOwner, "/v1/reviews"),
            await ReadAsync(world.FirstOwner, $"/v1/reviews/{tenant.Review}"),
            await ReadAsync(world.FirstOwner, "/v1/findings"),
            await ReadAsync(world.FirstOwner, "/v1/training-examples"),
            await ReadAsync(world.Ada, $"/v1/turns/{world.AdaThings.Turn}/appeal"),
            await ReadAsync(world.FirstOwner, "/v1/users"),
            await ReadAsync(world.FirstOwner, "/v1/groups"),
            await ReadAsync(world.FirstOwner, "/v1/invitations"),
            await ReadAsync(world.FirstOwner, "/v1/auth/sessions"),
            await ReadAsync(world.FirstOwner, $"/v1/groups/{tenant.Group}/members"),
            await ReadAsync(world.FirstOwner, "/v1/plans"),
            await ReadAsync(world.SecondOwner, "/v1/me"),
        ];
    }

    private static async Task<IReadOnlyList<string>> OfPersonAsync(HttpClient who, PersonThings things) =>
    [
        await ReadAsync(who, $"/v1/conversations/{things.Conversation}"),
        await ReadAsync(who, $"/v1/conversations/{things.OtherConversation}"),
        await ReadAsync(who, $"/v1/conversations/{things.Conversation}/messages"),
        await ReadAsync(who, "/v1/folders"),
        await ReadAsync(who, "/v1/shares"),
        await ReadAsync(who, $"/v1/imports/{things.Import}"),
        await ReadAsync(who, $"/v1/turns/{things.Turn}"),
        await ReadAsync(who, $"/v1/turns/{things.Turn}/events"),
        await ReadAsync(who, $"/v1/turns/{things.Turn}/provenance"),
    ];

    private static async Task<string> ReadAsync(HttpClient who, string path)
    {
        using var response = await who.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return response.Content.Headers.ContentType?.MediaType == "application/json" ? $"{path} {WithoutUse(JsonNode.Parse(text)!)}" : $"{path} {text}";
    }

    // When a key was last used is the one thing that reading changes.
    private static string WithoutUse(JsonNode json)
    {
        foreach (var item in (json["data"] as JsonArray ?? []).OfType<JsonObject>())
        {
            item.Remove("last_used_at");
        }

        return json.ToJsonString(JsonSerializerOptions.Default);
    }
}
