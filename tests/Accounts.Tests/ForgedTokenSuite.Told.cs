using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;

namespace Parley.Accounts.Tests;

/// <summary>Whoever tries tokens that prove nothing is told of, and cannot fill the trail by it.</summary>
public abstract partial class ForgedTokenSuite
{
    [Fact]
    public async Task A_refused_token_is_told_with_what_was_wrong_and_how_often()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ours = (await App.Services.GetRequiredService<SigningKeys>().CurrentAsync(default)).Key.ECDsa;
        var (header, payload, parts) = (await HeaderAsync(), await PayloadAsync(), await PartsAsync());
        var unsigned = await HeaderAsync();
        unsigned["alg"] = "none";
        var elsewhere = await HeaderAsync();
        elsewhere["kid"] = "0000000000000000";
        var (audience, lapsed, ended) = (await PayloadAsync(), await PayloadAsync(), await PayloadAsync());
        audience["aud"] = "other";
        lapsed["exp"] = 1;
        ended["sid"] = "session_of_nobody";
        foreach (var token in (string[])
            ["a.b.c", $"{Part(unsigned)}.{parts[1]}.", Sign(stranger, elsewhere, payload), Sign(stranger, header, payload), Sign(ours, header, audience), Sign(ours, header, lapsed), Sign(ours, header, ended)])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(token));
        }

        await App.Client.PostAsync("/v1/auth/refresh", new { refresh_token = "prt_made_up" }, 401);
        Assert.Empty(await ToldAsync(Operator));
        await WriteDownAsync();
        await WriteDownAsync();
        Assert.Equal(
            ["algorithm 2", "expired 2", "key_unknown 2", "purpose 2", "refresh_token 1", "session_ended 2", "signature 2", "unreadable 2"], (await ToldAsync(Operator)).Order());
    }

    [Fact]
    public async Task A_token_of_ours_is_told_to_its_tenant_and_what_a_forged_one_says_to_nobody_but_the_operator()
    {
        var made = await Operator.PostAsync("/v1/tenants", new { name = "Bolt", owner_email = "x@bolt.example" }, 201);
        using var bolt = App.NewClient(made.Text("api_key"));
        await bolt.PostAsync("/v1/users", new { email = "y@bolt.example", role = "member", password = "long enough" }, 201);
        var parts = (await Answers.ReadAsync(await App.SignInAsync("y@bolt.example", "long enough"))).Text("access_token").Split('.');
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await StatusAsync(Sign(stranger, Read(parts[0]), Read(parts[1])));
        Time.Advance(TimeSpan.FromMinutes(16));
        await StatusAsync(string.Join('.', parts));

        await WriteDownAsync();
        Assert.Equal(["expired 1"], await ToldAsync(bolt));
        Assert.Equal(["signature 1"], await ToldAsync(Operator));
    }

    [Fact]
    public async Task A_flood_from_many_addresses_is_a_handful_of_events()
    {
        var refused = App.Services.GetRequiredService<RefusedTokens>();
        await StatusAsync("a.b.c");
        for (var address = 0; address < 5_000; address++)
        {
            refused.Note(TokenFaults.Signature, null, new IPAddress(0x0a000000L + address));
        }

        await WriteDownAsync();
        var told = (await ToldAsync(Operator)).Where(one => one.StartsWith("signature", StringComparison.Ordinal)).ToList();
        Assert.Equal(RefusedTokens.MostAddresses + 1, told.Count);
        Assert.Contains($"signature {5_000 - RefusedTokens.MostAddresses}", told);
    }

    private Task WriteDownAsync() => App.Services.GetRequiredService<RefusedTokens>().WriteDownAsync(TestContext.Current.CancellationToken);

    private static async Task<IReadOnlyList<string>> ToldAsync(HttpClient who) =>
    [
        .. from told in (await who.GetAsync("/v1/audit?action=token&limit=200", 200))["data"]!.AsArray()
           select $"{told["detail"]!.Text("reason")} {told["detail"]!.Text("count")}",
    ];
}
