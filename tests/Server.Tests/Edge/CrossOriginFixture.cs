using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Edge;

/// <summary>A server with two tenants, each of which lists the origin of a page of its own.</summary>
public sealed class CrossOriginFixture : IAsyncLifetime
{
    internal const string Listed = "https://app.first.example";
    internal const string OfOther = "https://app.other.example";

    internal InProcessServer Server { get; private set; } = null!;

    internal HttpClient Client { get; private set; } = null!;

    /// <summary>An owner's key of the other tenant.</summary>
    internal string OtherKey { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Server = await InProcessServer.StartAsync();
        Client = Server.NewClient(Server.Key);
        using var made = await Client.PostAsJsonAsync("/v1/tenants", new { name = "Other", owner_email = "owner@other.example" });
        OtherKey = JsonElement.Parse(await made.Content.ReadAsStringAsync()).GetProperty("api_key").GetString()!;
        await AllowAsync(Server.Key, Listed);
        await AllowAsync(OtherKey, OfOther);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    internal async Task AllowAsync(string key, params string[] origins)
    {
        using var client = Server.NewClient(key);
        using var answer = await client.PutAsJsonAsync("/v1/tenant/settings", new { allowed_origins = origins });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
