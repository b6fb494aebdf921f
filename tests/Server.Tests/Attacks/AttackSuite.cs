using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Parley.Server.Tests.Attacks;

/// <summary>Every route, tried by all who are not entitled, on one database.</summary>
public abstract class AttackSuite(WorldFixture fixture) : IAsyncLifetime
{
    private protected World World => fixture.World;

    public ValueTask InitializeAsync() => fixture.SkipOrBeReadyAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Every_route_has_a_case_and_every_case_a_route()
    {
        var served = World.Server.Routes.Select(route => route.Name).Distinct().Order(StringComparer.Ordinal);
        var cases = AttackCases.All.Select(attack => attack.Route).Order(StringComparer.Ordinal);

        Assert.Equal(served, cases);
    }

    [Fact]
    public Task A_stranger_gets_nothing() => NothingAsync(async () =>
    {
        using var stranger = World.Server.NewClient(null);
        var guarded = World.Server.Routes.Where(route => !route.IsOpen).Select(route => route.Name).ToHashSet();
        Assert.True(guarded.Count > 30);
        return await new Attacker(stranger, new(World.OwnerThings, World.TenantThings, World.AdaThings)).TryAsync(AttackCases.All, guarded.Contains);
    });

    [Fact]
    public Task Another_tenants_owner_gets_nothing() =>
        NothingAsync(() => CrossTenant(World.SecondOwner, World.OwnerThings, World.SecondThings));

    [Fact]
    public Task Another_tenants_owner_gets_nothing_of_an_end_user() =>
        NothingAsync(() => CrossTenant(World.SecondOwner, World.AdaThings, World.SecondThings));

    [Fact]
    public Task Another_tenants_end_user_of_the_same_name_gets_nothing() =>
        NothingAsync(() => CrossTenant(World.SecondAda, World.AdaThings, World.SecondAdaThings));

    [Fact]
    public Task Another_end_user_of_the_tenant_gets_nothing() => NothingAsync(async () =>
    [
        .. await new Attacker(World.Eve, new(World.AdaThings, World.TenantThings, World.EveThings)).TryAsync(AttackCases.All),
        .. await new Attacker(World.Eve, new(World.OwnerThings, World.TenantThings, World.EveThings)).TryAsync(AttackCases.All),
    ]);

    [Fact]
    public Task Nor_does_the_tenants_own_owner_get_what_an_end_user_said() => NothingAsync(async () =>
    {
        // What the owner has anyway is no leak: only what is a person's is tried, and with texts of the tenant's left aside.
        var cases = AttackCases.All.Where(attack => attack.Holder == Holder.Person)
            .Select(attack => attack with { Attempts = it => attack.Attempts(it).Where(attempt => !attempt.MayAnswer) });
        return await new Attacker(World.FirstOwner, new(World.AdaThings, World.TenantThings, World.OwnerThings)).TryAsync(cases);
    });

    [Fact]
    public async Task The_same_idempotency_key_is_another_turn_for_another_subject_and_another_tenant()
    {
        var body = new { prompt = "Is the lamp of the pier lit?" };
        var turns = new List<string>();
        foreach (var who in (HttpClient[])[World.Ada, World.Ada, World.Eve, World.FirstOwner, World.SecondAda, World.SecondOwner])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat") { Content = JsonContent.Create(body) };
            request.Headers.Add("Idempotency-Key", "the-same-for-all");
            using var response = await who.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            turns.Add((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("turn_id").GetString()!);
        }

        Assert.Equal(turns[0], turns[1]);
        Assert.Equal(5, turns.Distinct().Count());
    }

    private protected Task<List<string>> CrossTenant(HttpClient attacker, PersonThings victim, PersonThings own) =>
        new Attacker(attacker, new(victim, World.TenantThings, own)).TryAsync(AttackCases.All);

    private protected async Task NothingAsync(Func<Task<List<string>>> attack)
    {
        var before = await Sight.OfAsync(World);
        var complaints = await attack();

        Assert.True(complaints.Count == 0, string.Join("\n\n", complaints));
        Assert.Equal(before, await Sight.OfAsync(World));
    }
}
