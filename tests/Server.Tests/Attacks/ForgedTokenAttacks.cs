using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Parley.Accounts;

namespace Parley.Server.Tests.Attacks;

/// <summary>Tokens that nobody was given, at every guarded route.</summary>
public sealed class ForgedTokenAttacks(SqliteWorld fixture) : IClassFixture<SqliteWorld>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => fixture.SkipOrBeReadyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_forged_token_opens_no_route()
    {
        var (server, world) = (fixture.World.Server, fixture.World);
        var guarded = server.Routes.Where(route => !route.IsOpen).Select(route => route.Name).ToHashSet();
        var cases = AttackCases.All.Where(attack => guarded.Contains(attack.Route)).ToList();
        foreach (var (name, token) in await ForgeAsync(server))
        {
            using var client = server.NewClient(null);
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
            var complaints = await new Attacker(client, new(world.OwnerThings, world.TenantThings, world.AdaThings)).TryAsync(cases, guarded.Contains);

            Assert.True(complaints.Count == 0, $"{name}:\n{string.Join("\n\n", complaints)}");
        }
    }

    private static async Task<IReadOnlyList<(string Name, string Token)>> ForgeAsync(InProcessServer server)
    {
        using var client = server.NewClient(null);
        using var login = await client.PostAsJsonAsync("/v1/auth/login", new { email = InProcessServer.OwnerEmail, password = InProcessServer.OwnerPassword });
        var token = (await login.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!;
        using var signedIn = server.NewClient(token);
        Assert.True((await signedIn.GetAsync("/v1/me")).IsSuccessStatusCode);

        var parts = token.Split('.');
        var ours = (await server.Services.GetRequiredService<SigningKeys>().CurrentAsync(default)).Key.ECDsa;
        using var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var unsigned = With(parts[0], "alg", "none");
        var lapsed = With(parts[1], "exp", DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds());
        var promoted = With(parts[1], "tenant", "tenant_other");

        // Signed anew with the right key and nothing changed, a token is good: so what follows fails for the reason it is there for.
        using var resigned = server.NewClient(Sign(ours, parts[0], parts[1]));
        Assert.True((await resigned.GetAsync("/v1/me")).IsSuccessStatusCode);
        return
        [
            ("alg none", $"{unsigned}.{parts[1]}."),
            ("alg none with a signature", $"{unsigned}.{parts[1]}.{parts[2]}"),
            ("another key", Sign(strange, parts[0], parts[1])),
            ("lapsed", Sign(ours, parts[0], lapsed)),
            ("changed", $"{parts[0]}.{promoted}.{parts[2]}"),
            ("garbage", "a.b.c"),
            ("a key of nobody", "pk_" + new string('0', 43)),
            ("nothing", ""),
        ];
    }

    private static string With(string part, string claim, JsonNode value)
    {
        var json = JsonNode.Parse(WebEncoders.Base64UrlDecode(part))!;
        json[claim] = value;
        return WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(json.ToJsonString()));
    }

    private static string Sign(ECDsa key, string header, string payload) =>
        $"{header}.{payload}.{WebEncoders.Base64UrlEncode(key.SignData(Encoding.UTF8.GetBytes($"{header}.{payload}"), HashAlgorithmName.SHA256))}";
}
